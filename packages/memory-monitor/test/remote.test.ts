import type { MemoryUsage } from '@plimsoll/bytes'
import { type JoinOptions, joinBudget, MemoryBudget, type ShareOptions, shareBudget } from '@plimsoll/memory-monitor'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Line, turn } from './remote-line.js'

const KiB = 1024

/** A holder that has what it reserved, and frees it when asked. */
class Holder {
  readonly name: string
  readonly reservation
  asked: { bytes: number; urgent: boolean | undefined }[] = []

  constructor(budget: MemoryBudget, name: string, options?: Parameters<MemoryBudget['register']>[1]) {
    this.name = name
    this.reservation = budget.register(this, options)
  }

  memoryUsage() {
    return { heapBytes: this.reservation.bytes, externalBytes: 0, entries: 1 }
  }

  reclaim(bytes: number, options?: { urgent?: boolean }) {
    this.asked.push({ bytes, urgent: options?.urgent })
    const freed = Math.min(bytes, this.reservation.bytes)
    this.reservation.shrink(freed)
    return freed
  }
}

async function connect({ limit = 1024 * KiB, share = {}, join = {} }: Given = {}) {
  const line = new Line()
  const budget = new MemoryBudget({ limit })
  const shared = shareBudget(budget, line.owner, { name: 'job', ...share })
  const joined = joinBudget({ port: line.member, slackBytes: 16 * KiB, ...join })
  await line.calm()
  return { line, budget, shared, joined }
}

interface Given {
  limit?: number
  share?: ShareOptions
  join?: JoinOptions
}

afterEach(() => {
  vi.useRealTimers()
})

describe('A shared budget', () => {
  it('has bytes ahead when it has joined, and says so', async () => {
    const { budget, shared, joined } = await connect()
    await joined.whenJoined()
    expect([joined.isJoined, shared.status, shared.name]).toEqual([true, 'joined', 'job'])
    expect([joined.slackBytes, shared.bytes, budget.usedBytes]).toEqual([16 * KiB, 16 * KiB, 16 * KiB])
  })

  it('lets holders on the other side grow at once, out of what was fetched ahead', async () => {
    const { line, budget, joined } = await connect()
    const holder = new Holder(joined, 'cache')
    expect(holder.reservation.tryGrow(10 * KiB)).toBe(true)
    expect([joined.usedBytes, joined.slackBytes]).toEqual([10 * KiB, 6 * KiB])
    await line.calm()
    expect(joined.slackBytes).toBe(16 * KiB)
    expect(budget.usedBytes).toBe(26 * KiB)
  })

  it('refuses at once what was not fetched, and has it the next time', async () => {
    const { line, joined } = await connect()
    const holder = new Holder(joined, 'cache')
    expect(holder.reservation.tryGrow(100 * KiB)).toBe(false)
    await line.calm()
    expect(holder.reservation.tryGrow(100 * KiB)).toBe(true)
  })

  it('fetches ahead at most 1/16 of what is free, and evicts nobody for it', async () => {
    const { line, budget } = await connect({ limit: 64 * KiB, join: { slackBytes: 64 * KiB } })
    expect(budget.usedBytes).toBe(4 * KiB)
    const local = new Holder(budget, 'local')
    local.reservation.tryGrow(60 * KiB)
    await line.calm()
    expect(local.asked).toEqual([])
  })

  it('keeps 1/16 of what is held ahead, where that is more than slackBytes', async () => {
    const { line, joined } = await connect({ limit: 4096 * KiB })
    using _held = await heard(line, joined.reserve(1024 * KiB))
    await line.calm()
    expect(joined.slackBytes).toBe(64 * KiB)
  })

  it('waits for room, and has it when others give back', async () => {
    const { line, budget, joined } = await connect()
    const other = await budget.reserve(1000 * KiB)
    const waiting = joined.reserve(100 * KiB, { owner: 'upload' })
    await line.calm()
    expect(budget.explain().waiting).toMatchObject([{ owner: 'job', bytes: 100 * KiB }])
    other[Symbol.dispose]()
    await line.calm()
    expect((await waiting).bytes).toBe(100 * KiB)
  })

  it('refuses at once what can never come, with the owner’s words', async () => {
    const { line, joined } = await connect()
    const failure = caught(joined.reserve(2048 * KiB))
    await line.calm()
    expect(await failure).toMatchObject({ name: 'MemoryError', code: 'BUDGET_TOO_LARGE' })
    expect(String(await failure)).toContain('job asks for')
  })

  it('may take the whole line, for nothing is kept ahead beside a wait', async () => {
    const { line, budget, joined } = await connect()
    const whole = await heard(line, joined.reserve(1024 * KiB))
    expect([whole.bytes, budget.availableBytes]).toEqual([1024 * KiB, 0])
  })

  it('gives up a wait that is aborted, and lets the next in', async () => {
    const { line, budget, joined } = await connect()
    const other = await budget.reserve(1000 * KiB)
    const gaveUp = new AbortController()
    const first = caught(joined.reserve(900 * KiB, { signal: gaveUp.signal }))
    const second = joined.reserve(10 * KiB)
    await line.calm()
    gaveUp.abort(new Error('enough'))
    await line.calm()
    expect(await first).toEqual(new Error('enough'))
    expect((await second).bytes).toBe(10 * KiB)
    other[Symbol.dispose]()
  })

  it('keeps what was freed for a moment, and then gives it back', async () => {
    const { line, budget, joined } = await connect()
    const held = await heard(line, joined.reserve(500 * KiB))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    held[Symbol.dispose]()
    expect([joined.usedBytes, joined.slackBytes >= 500 * KiB]).toEqual([0, true])
    vi.runAllTimers()
    await line.calm()
    expect([joined.slackBytes, budget.usedBytes]).toEqual([16 * KiB, 16 * KiB])
  })

  it('gives all back when the other side leaves, and when this side ends it', async () => {
    const one = await connect()
    new Holder(one.joined, 'cache').reservation.tryGrow(10 * KiB)
    one.joined.close()
    await one.line.calm()
    await one.shared.ended
    expect([one.budget.usedBytes, one.shared.status]).toEqual([0, 'ended'])

    const two = await connect()
    const waiting = caught(two.joined.reserve(1024 * KiB + 1 - 1))
    two.shared.close()
    expect(two.budget.usedBytes).toBe(0)
    await two.line.calm()
    expect(await waiting).toMatchObject({ code: 'BUDGET_DISCONNECTED' })
    expect(two.joined.tryReserve(1)).toBeUndefined()
    expect([two.line.owner.listeners, two.line.member.listeners]).toEqual([0, 0])
  })

  it('keeps to a line of the other side’s own', async () => {
    const { line, joined } = await connect({ join: { limit: '32KiB' } })
    await expect(joined.reserve(33 * KiB)).rejects.toMatchObject({ code: 'BUDGET_TOO_LARGE' })
    expect((await heard(line, joined.reserve(32 * KiB))).bytes).toBe(32 * KiB)
  })

  it('fetches nothing ahead where that is not wished, and has joined all the same', async () => {
    const { budget, joined } = await connect({ join: { slackBytes: 0 } })
    await joined.whenJoined()
    expect([joined.slackBytes, budget.usedBytes]).toEqual([0, 0])
  })

  it('is joined in either order', async () => {
    const line = new Line()
    const joined = joinBudget({ port: line.member })
    const waiting = joined.reserve(1)
    await line.calm()
    expect(joined.isJoined).toBe(false)
    shareBudget(new MemoryBudget({ limit: 100 }), line.owner)
    await line.calm()
    expect((await waiting).bytes).toBe(1)
  })
})

describe('Waits on both sides of a shared budget', () => {
  it('are no deadlock while one at the other side works and will let go', async () => {
    const { line, budget, joined } = await connect()
    const works = await heard(line, joined.reserve(600 * KiB, { owner: 'works' }))
    const waiting = joined.reserve(600 * KiB, { owner: 'waits' })
    await looks(line)
    expect(budget.explain().waiting).toHaveLength(1)
    works[Symbol.dispose]()
    expect((await heard(line, waiting)).bytes).toBe(600 * KiB)
  })

  it('are one where all who hold wait: one of them is told', async () => {
    const { line, budget, joined } = await connect()
    const there = await heard(line, joined.reserve(500 * KiB, { owner: 'there' }))
    const here = await heard(line, budget.reserve(500 * KiB, { owner: 'here' }))
    const waits = [
      joined.reserve(400 * KiB, { owner: 'there' }).finally(() => there[Symbol.dispose]()),
      budget.reserve(400 * KiB, { owner: 'here' }).finally(() => here[Symbol.dispose]()),
    ]
    const settled = Promise.allSettled(waits)
    await looks(line)
    const failed = (await heard(line, settled)).filter(({ status }) => status === 'rejected')
    expect(failed).toMatchObject([{ reason: { code: 'BUDGET_DEADLOCK' } }])
  })

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  })
})

describe('A budget that asks the other side to give back', () => {
  it('has the bytes ahead first, and then what the holders there give, in their order', async () => {
    const { line, budget, joined } = await connect()
    const dear = new Holder(joined, 'dear', { rebuildCost: 'dear' })
    const free = new Holder(joined, 'free', { rebuildCost: 'free' })
    dear.reservation.tryGrow(4 * KiB)
    free.reservation.tryGrow(4 * KiB)
    await line.calm()
    const { slackBytes } = joined
    const freed = budget.reclaim(slackBytes + 5 * KiB)
    await line.calm()
    expect(await freed).toBe(slackBytes + 5 * KiB)
    expect([free.asked[0]?.bytes, dear.asked[0]?.bytes]).toEqual([4 * KiB, 1 * KiB])
    expect(budget.usedBytes).toBe(3 * KiB)
  })

  it('does not wait where it is urgent: what comes later comes back all the same', async () => {
    const { line, budget, joined } = await connect()
    const holder = new Holder(joined, 'cache')
    await heard(line, holder.reservation.grow(600 * KiB))
    const local = budget.register({ ...plain, name: 'local' })
    expect(local.tryGrow(500 * KiB)).toBe(false)
    await line.calm()
    expect(holder.asked[0]?.urgent).toBe(true)
    expect(local.tryGrow(500 * KiB)).toBe(true)
  })

  it('serves one that waits here with what comes from there', async () => {
    const { line, budget, joined } = await connect()
    await heard(line, new Holder(joined, 'cache').reservation.grow(900 * KiB))
    expect((await heard(line, budget.reserve(1000 * KiB))).bytes).toBe(1000 * KiB)
  })

  it('does not wait for one that says nothing, and counts its late answer', async () => {
    const { line, budget, shared, joined } = await connect({ share: { patienceMs: 500 } })
    await heard(line, new Holder(joined, 'cache').reservation.grow(600 * KiB))
    const before = budget.usedBytes
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const answer = budget.reclaim(100 * KiB)
    await vi.advanceTimersByTimeAsync(500)
    vi.useRealTimers()
    expect(await answer).toBe(0)
    expect(shared.status).toBe('silent')
    expect(budget.reclaim(50 * KiB)).toBe(0)
    await line.calm()
    expect(budget.usedBytes).toBe(before - 100 * KiB)
    expect(shared.status).toBe('joined')
  })

  it('answers with what has come when the other side dies in the middle', async () => {
    const { line, budget, joined } = await connect()
    const slow = joined.register({ ...plain, name: 'slow', reclaim: () => new Promise<number>(() => {}) })
    await heard(line, slow.grow(600 * KiB))
    const { slackBytes } = joined
    const answer = budget.reclaim(300 * KiB)
    await line.calm()
    line.kill()
    // The whole of it came back while it was asked.
    expect(await answer).toBeGreaterThanOrEqual(slackBytes)
    expect(budget.usedBytes).toBe(0)
  })

  it('never asks a holder while it is being asked', async () => {
    const { line, budget, joined } = await connect()
    let running = 0
    let most = 0
    const slow = joined.register({
      ...plain,
      name: 'slow',
      async reclaim(bytes) {
        most = Math.max(most, ++running)
        await turn()
        slow.shrink(bytes)
        running--
        return bytes
      },
    })
    await heard(line, slow.grow(600 * KiB))
    const answers = [budget.reclaim(200 * KiB), budget.reclaim(10 * KiB, { urgent: true })]
    await line.calm()
    await Promise.all(answers)
    expect(most).toBe(1)
  })
})

describe('Holders at the other side that do not reserve', () => {
  it('are counted soon after they grew, and no longer when they shrank', async () => {
    const { line, budget, joined, grow } = await connectSilent()
    grow(300 * KiB)
    await looks(line)
    expect(budget.usedBytes).toBe(300 * KiB + joined.slackBytes)
    grow(-200 * KiB)
    await looks(line)
    expect(budget.usedBytes).toBe(100 * KiB + joined.slackBytes)
  })

  it('give back what passes the line', async () => {
    const { line, budget, joined, grow } = await connectSilent()
    using _own = await heard(line, budget.reserve(800 * KiB))
    grow(900 * KiB)
    await looks(line)
    expect(budget.usedBytes).toBeLessThanOrEqual(1024 * KiB)
    expect(joined.usedBytes).toBeLessThanOrEqual(224 * KiB)
  })

  it('are asked when the owner needs room', async () => {
    const { line, budget, joined, grow } = await connectSilent()
    grow(600 * KiB)
    await looks(line)
    const waiting = budget.reserve(900 * KiB)
    await looks(line)
    expect((await waiting).bytes).toBe(900 * KiB)
    expect(joined.usedBytes).toBeLessThanOrEqual(124 * KiB)
  })

  it.each<[string, (bytes: number) => MemoryUsage]>([
    ['parts of bytes', bytes => ({ heapBytes: bytes + 0.5, externalBytes: 0.25, entries: 1 })],
    ['no entries', bytes => ({ heapBytes: bytes, externalBytes: 0 }) as MemoryUsage],
    ['nothing', () => undefined as unknown as MemoryUsage],
    ['what is no number', () => ({ heapBytes: Number.NaN, externalBytes: 0, entries: 1 })],
  ])('do no harm when they say %s', async (_, say) => {
    const { line, budget, joined, grow, reservation } = await connectSilent(say)
    grow(300 * KiB)
    await looks(line)
    grow(-300 * KiB)
    await looks(line)
    // Beside them others reserve, and so do they: each byte comes back.
    await heard(line, reservation.grow(200 * KiB))
    const other = await heard(line, joined.reserve(100 * KiB))
    expect(budget.usedBytes).toBe(300 * KiB + joined.slackBytes)
    other[Symbol.dispose]()
    reservation.shrink(200 * KiB)
    await looks(line)
    expect(budget.usedBytes).toBe(joined.slackBytes)
    expect(joined.slackBytes).toBe(16 * KiB)
  })

  async function connectSilent(
    say = (heapBytes: number): MemoryUsage => ({ heapBytes, externalBytes: 0, entries: 1 }),
  ) {
    const connected = await connect()
    let bytes = 0
    const silent = {
      name: 'map',
      memoryUsage: () => say(bytes),
      reclaim(wanted: number) {
        const freed = Math.min(wanted, bytes)
        bytes -= freed
        return freed
      },
    }
    const reservation = connected.joined.register(silent)
    const grow = (by: number) => {
      bytes += by
    }
    return { ...connected, grow, reservation }
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  })
})

describe('A budget whose other side dies', () => {
  it('has all bytes back, and serves those that waited for them', async () => {
    const { line, budget, shared, joined } = await connect()
    await heard(line, joined.reserve(1000 * KiB))
    const waiting = budget.reserve(1024 * KiB)
    line.cut()
    expect((await waiting).bytes).toBe(1024 * KiB)
    await shared.ended
    expect(budget.explain().holders.map(({ name }) => name)).toEqual(['reservation'])
  })

  it('waits no longer for its sake', async () => {
    const { line, budget, joined } = await connect()
    const held = await budget.reserve(1024 * KiB - 16 * KiB)
    const waiting = caught(joined.reserve(100 * KiB))
    await line.calm()
    expect(budget.explain().waiting).toHaveLength(1)
    line.cut()
    expect(budget.explain().waiting).toEqual([])
    expect(await waiting).toMatchObject({ code: 'BUDGET_DISCONNECTED' })
    held[Symbol.dispose]()
    expect(budget.usedBytes).toBe(0)
  })
})

describe('A port over which others talk too', () => {
  const foreign = [{}, 'text', 7, null, [], ['plimsoll:call', 1, 'add', [1, 2]], ['plimsoll:reply', 1, 3]]
  const misshapen = [
    ['plimsoll:budget'],
    ['plimsoll:budget', 1],
    ['plimsoll:budget', 1, null],
    ['plimsoll:budget', 1, { kind: 'toString' }],
    ['plimsoll:budget', 1, { kind: 'grant', id: 1, bytes: -1 }],
    ['plimsoll:budget', 1, { kind: 'grant', id: 77, bytes: 1_000_000 }],
    ['plimsoll:budget', 1, { kind: 'give', request: 0, bytes: Number.NaN, done: false }],
    ['plimsoll:budget', 1, { kind: 'want', id: 1 }],
    ['plimsoll:budget', 1, { kind: 'reclaim', id: 'x', bytes: 5 }],
  ]

  it('leaves theirs alone, and drops what is misshapen', async () => {
    const { line, budget, shared, joined } = await connect()
    const before = [budget.usedBytes, joined.slackBytes, shared.status]
    for (const message of [...foreign, ...misshapen]) {
      line.owner.tell('message', message)
      line.member.tell('message', message)
    }
    await line.calm()
    expect([budget.usedBytes, joined.slackBytes, shared.status]).toEqual(before)
  })

  it('has back what is given, whatever is said beside it', async () => {
    const { line, budget, joined } = await connect()
    await heard(line, joined.reserve(100 * KiB))
    const before = budget.usedBytes
    const said = [
      {},
      { request: 0, done: false, heapBytes: 10.5, externalBytes: 0, entries: 1 },
      { request: 0, done: false, heapBytes: -1, externalBytes: Number.NaN },
      { request: 'x', done: 7, heapBytes: null, entries: 'many' },
    ]
    for (const beside of said)
      line.owner.tell('message', ['plimsoll:budget', 1, { kind: 'give', bytes: 1000, ...beside }])
    expect(budget.usedBytes).toBe(before - 4000)
    expect(budget.memoryUsage()).toMatchObject({ heapBytes: 0, externalBytes: 0, entries: 0 })
  })

  it('ends with one that speaks another version, rather than wait for ever', async () => {
    const { line, budget, shared, joined } = await connect()
    const waiting = caught(joined.reserve(1024 * KiB))
    line.owner.tell('message', ['plimsoll:budget', 2, { kind: 'join' }])
    await line.calm()
    expect([shared.status, budget.usedBytes]).toEqual(['ended', 0])
    expect(await waiting).toMatchObject({ code: 'BUDGET_DISCONNECTED', message: expect.stringContaining('version 2') })
  })
})

describe('shareBudget and joinBudget', () => {
  const budget = new MemoryBudget({ limit: 100 })
  const { owner } = new Line()
  const refused = { name: 'MemoryError', code: 'BUDGET_INVALID_OPTIONS' }

  it.each([[undefined], [null], [7], ['worker'], [{}], [{ postMessage: 1 }], [{ on() {}, pid: 7 }]])(
    'refuse %o for a port',
    port => {
      expect(() => shareBudget(budget, port as never)).toThrow(expect.objectContaining(refused))
      if (port !== undefined)
        expect(() => joinBudget({ port: port as never })).toThrow(expect.objectContaining(refused))
    },
  )

  it.each([[{ nmae: 'job' }], [{ name: '' }], [{ patienceMs: -1 }], [{ weight: 0 }], [{ rebuildCost: 'high' }]])(
    'refuse the options %o of sharing',
    options => {
      expect(() => shareBudget(budget, owner, options as never)).toThrow(expect.objectContaining(refused))
      expect(budget.explain().holders).toEqual([])
    },
  )

  it('refuse unknown options of joining, and to join where nobody shares', () => {
    expect(() => joinBudget({ slack: 1 } as never)).toThrow(expect.objectContaining(refused))
  })
})

const plain = { memoryUsage: () => ({ heapBytes: 0, externalBytes: 0, entries: 0 }), reclaim: () => 0 }

/** Lets messages pass while something waits for them. */
async function heard<T>(line: Line, promise: Promise<T>): Promise<T> {
  await line.calm()
  return promise
}

function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    value => expect.fail(`it resolved with ${value}`),
    (error: unknown) => error,
  )
}

/** Lets time pass in which both sides look again. */
async function looks(line: Line): Promise<void> {
  for (let look = 0; look < 10; look++) {
    await line.calm()
    vi.advanceTimersByTime(50)
  }
  await line.calm()
}
