import { cpuMsPerCall } from '../../harness/clock.mjs'

const limit = 2 ** 30
const step = 4096
const waiters = 1000
const open = 2 ** 14

const cpuMs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Rounds of what is awaited, as much as fits in the time. */
const awaited = async (action, forMs) => {
  let calls = 0
  const end = performance.now() + forMs
  const from = cpuMs()
  while (performance.now() < end) {
    await action()
    calls += 1
  }
  return (cpuMs() - from) / calls
}

/** CPU time of one release, in microseconds, while one waits for the whole line. */
const releases = async take => {
  const held = []
  for (let i = 0; i < open; i++) held.push(await take(limit / open))
  const waits = take(limit)
  const from = cpuMs()
  for (const giveBack of held) giveBack()
  const giveBack = await waits
  const ms = cpuMs() - from
  giveBack()
  return (ms * 1000) / open
}

/** What takes so many bytes when it gets them, and gives them back. */
const rounds = (take, { action, quick }) => {
  const forMs = quick ? 150 : 400
  if (action === 'reserve') {
    const times = async () => {
      for (let i = 0; i < 1000; i++) (await take(step))()
    }
    return { round: () => awaited(times, forMs) }
  }
  if (action === 'release') return { round: () => releases(take) }
  const job = async () => {
    const giveBack = await take(limit / 2)
    await undefined
    giveBack()
  }
  const all = () => Promise.all(Array.from({ length: waiters }, job))
  return { round: () => awaited(all, forMs) }
}

const growing = (reservation, quick) => {
  const action = () => {
    for (let i = 0; i < 100; i++) {
      if (!reservation.tryGrow(step)) throw new Error('there is room')
      reservation.shrink(step)
    }
  }
  cpuMsPerCall(action, 100)
  return { round: () => (cpuMsPerCall(action, quick ? 150 : 400) * 1e6) / 100 }
}

const consumer = name => ({
  name,
  memoryUsage: () => ({ heapBytes: 0, externalBytes: 0, entries: 0 }),
  reclaim: () => 0,
})

const filled = (budget, count = 10) => {
  const held = Array.from({ length: count }, (_, index) => {
    const one = consumer(`cache ${index}`)
    const reservation = budget.register(one)
    reservation.tryGrow(step)
    return reservation
  })
  return held[count - 1]
}

export const budget = async options => {
  const { MemoryBudget } = await import('@plimsoll/memory-monitor')
  const line = new MemoryBudget({ limit })
  if (options.action === 'grow') return growing(filled(line), options.quick)
  const take = async bytes => {
    const reservation = await line.reserve(bytes)
    return () => (Symbol.dispose ? reservation[Symbol.dispose]() : reservation.shrink(bytes))
  }
  return rounds(take, options)
}

export const nested = async options => {
  const { MemoryBudget } = await import('@plimsoll/memory-monitor')
  const parent = new MemoryBudget({ limit })
  filled(parent)
  return growing(filled(new MemoryBudget({ parent })), options.quick)
}

export const asyncMutex = async options => {
  const { Semaphore } = await import('async-mutex')
  // In large units: its time goes up with the weights.
  const unit = options.action === 'release' ? limit / open : 2 ** 20
  const semaphore = new Semaphore(limit / unit)
  return rounds(async bytes => (await semaphore.acquire(Math.ceil(bytes / unit)))[1], options)
}

export const bare = async options => {
  let free = limit
  const queue = []
  if (options.action === 'grow') {
    const counter = {
      tryGrow(bytes) {
        if (bytes > free) return false
        free -= bytes
        return true
      },
      shrink(bytes) {
        free += bytes
      },
    }
    return growing(counter, options.quick)
  }
  const serve = () => {
    while (queue.length > 0 && queue[0].bytes <= free) {
      const { bytes, resolve } = queue.shift()
      free -= bytes
      resolve()
    }
  }
  const take = async bytes => {
    if (queue.length === 0 && bytes <= free) free -= bytes
    else await new Promise(resolve => queue.push({ bytes, resolve }))
    return () => {
      free += bytes
      serve()
    }
  }
  return rounds(take, options)
}
