import type { MemoryUsage } from '@plimsoll/bytes'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connect, Holder, heard, KiB, looks, plain } from './remote-connect.js'
import { turn } from './remote-line.js'

afterEach(() => {
  vi.useRealTimers()
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
