import { joinBudget, MemoryBudget, shareBudget } from '@plimsoll/memory-monitor'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { caught, connect, Holder, heard, KiB } from './remote-connect.js'
import { Line } from './remote-line.js'

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
