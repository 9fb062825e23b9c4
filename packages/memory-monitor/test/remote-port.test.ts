import { afterEach, describe, expect, it, vi } from 'vitest'
import { caught, connect, heard, KiB } from './remote-connect.js'

afterEach(() => {
  vi.useRealTimers()
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
