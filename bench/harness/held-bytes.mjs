// The memory that a page and its workers hold, by one method, stated in docs/guides/figures.md: after a collection,
// used heap + backing stores of each isolate, and each SharedArrayBuffer once.
import { attach } from './targets.mjs'

/**
 * Attaches to a page that has not been navigated yet.
 *
 * @param {import('playwright-core').Page} page
 */
export async function openMeter(page) {
  const targets = await attach(page, noteShared)
  let idle = new Map()
  let gone = false
  page.once('crash', () => {
    gone = true
  })
  page.once('close', () => {
    gone = true
  })
  const now = () => read(targets, idle)
  return {
    /** Notes what the page and its workers hold before they do anything: all later readings are above that. */
    async idle() {
      const reading = await now()
      idle = reading.own
      return reading
    },
    /** What is held above the idle page, in bytes. */
    read: now,
    /** The highest reading while `work` runs; also where the page dies in it. `work` may wait for the next reading. */
    during: work => highest(now, work, () => gone),
  }
}

// Each isolate is compared with itself: one that has ended since takes its idle bytes along, a new one counts in full.
async function read(targets, idle) {
  const alive = targets.all()
  // A worker may end between two messages: then it holds nothing.
  const each = action =>
    Promise.all(
      alive.map(target => action(target).catch(error => (target === targets.page ? Promise.reject(error) : undefined))),
    )
  // One after the other: sent together, the usage is often answered first, for the browser puts the collection off until
  // nothing runs. What is thrown away in between counts, so who makes garbage by the megabyte stops for a reading.
  await each(target => target.send('HeapProfiler.collectGarbage'))
  const usages = await each(target => target.send('Runtime.getHeapUsage'))
  const shared = (await each(sharedBytes)).reduce((sum, bytes) => sum + (bytes ?? 0), 0)
  const own = new Map()
  usages.forEach((usage, index) => {
    if (usage) own.set(alive[index], usage.usedSize + usage.backingStorageSize)
  })
  let bytes = shared
  for (const [target, held] of own) bytes += held - (idle.get(target) ?? 0)
  return { bytes, shared, own, isolates: own.size }
}

// No isolate counts SharedArrayBuffers among its backing stores, and the protocol does not find them. So each realm notes
// what it creates: who receives one has not created it, and it counts once. It counts until the realm ends, for others
// may still hold it: rather too much than too little. (Not seen: one that a worker creates in its first moments, for
// Playwright lets workers go on as it finds them.)
const noteShared = `{
  const lengths = (globalThis.__sharedLengths = [])
  const Native = globalThis.SharedArrayBuffer
  if (Native)
    globalThis.SharedArrayBuffer = new Proxy(Native, {
      construct(target, parameters, own) {
        const buffer = Reflect.construct(target, parameters, own)
        lengths.push(buffer.byteLength)
        return buffer
      },
    })
}`

async function sharedBytes(target) {
  const expression = '(globalThis.__sharedLengths ?? []).reduce((sum, bytes) => sum + bytes, 0)'
  const { result } = await target.send('Runtime.evaluate', { expression, returnByValue: true })
  return result.value
}

// Every 250 ms. Where a reading takes longer than that (a collection of gigabytes takes seconds), the next one waits as
// long again, so that the program gets on.
const everyMs = 250

async function highest(now, work, isGone) {
  let running = true
  let readings = 0
  let peak
  let tell = () => {}
  let told
  const nextReading = () => {
    told ??= new Promise(resolve => {
      tell = resolve
    })
    return told
  }
  const note = reading => {
    if (!reading) return
    readings++
    told = undefined
    tell()
    if (!peak || reading.bytes > peak.bytes) peak = reading
  }
  const working = Promise.resolve(work(nextReading)).finally(() => {
    running = false
  })
  const ended = working.then(
    () => undefined,
    () => undefined,
  )
  while (running && !isGone()) {
    const from = performance.now()
    try {
      note(await Promise.race([now(), ended]))
    } catch (error) {
      // The page that ended has given its last reading; anything else is a fault of the measurement.
      if (isGone()) break
      throw error
    }
    const took = performance.now() - from
    const pause = took > everyMs ? took : everyMs - took
    await Promise.race([ended, new Promise(resolve => setTimeout(resolve, pause))])
  }
  const died = await working.then(
    () => undefined,
    error => error,
  )
  // What is left at the end counts too, and a run shorter than a pause has one reading at least.
  if (!isGone()) note(await now())
  return { peak, readings, ...(died ? { died: String(died.message).split('\n')[0] } : {}) }
}
