import type { MemoryUsage } from '@plimsoll/bytes'
import { type JoinedBudget, joinBudget, MemoryBudget, type SharedBudget, shareBudget } from '@plimsoll/memory-monitor'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Line, turn } from './remote-line.js'

const limit = 1000
const sides = 3

/** What may happen, in any order: what is sent arrives late, those who hold and wait are on any side, any of them dies. */
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver'), side: side(), bytes: fc.constant(0) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('answer'), side: side(), bytes: fc.constant(0) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('tryGrow'), side: side(true), bytes: bytes() }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('shrink'), side: side(true), bytes: bytes() }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('reserve'), side: side(true), bytes: bytes() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('release'), side: side(true), bytes: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('abort'), side: side(true), bytes: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reclaim'), side: side(true), bytes: bytes() }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constantFrom('turn', 'tick'), side: fc.constant(0), bytes: fc.constant(0) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constantFrom('kill', 'cut', 'leave', 'end'), side: side(), bytes: fc.constant(0) }),
    },
  ),
  { maxLength: 60 },
)

/** How consumers say what they hold: some in parts of bytes, some not wholly. */
const characters = {
  exact: (bytes: number) => ({ heapBytes: bytes, externalBytes: 0, entries: 1 }),
  fraction: (bytes: number) => ({ heapBytes: bytes / 3, externalBytes: (2 * bytes) / 3, entries: 0.5 }),
  'no entries': (bytes: number) => ({ heapBytes: bytes, externalBytes: 0 }) as MemoryUsage,
}

type Character = keyof typeof characters

const casts = fc.array(fc.constantFrom<Character>('exact', 'fraction', 'no entries'), {
  minLength: sides + 1,
  maxLength: sides + 1,
})

function side(local = false) {
  // The last is the owner's own.
  return fc.nat(local ? sides : sides - 1)
}

function bytes() {
  return fc.oneof(fc.nat(60), fc.nat(400), fc.nat(limit + 50))
}

/** One of those who hold something: with a consumer that frees what it is asked for, and plain reservations. */
class Side {
  readonly consumer
  readonly reservations: { [Symbol.dispose](): void; readonly bytes: number }[] = []
  readonly waits: { readonly abort: AbortController; readonly settled: Promise<unknown> }[] = []
  unsettled = 0

  constructor(
    readonly budget: MemoryBudget,
    character: Character,
  ) {
    const reservation = budget.register({
      name: 'consumer',
      memoryUsage: () => characters[character](reservation.bytes),
      reclaim: bytes => {
        const freed = Math.min(bytes, reservation.bytes)
        reservation.shrink(freed)
        return freed
      },
    })
    this.consumer = reservation
  }

  reserve(bytes: number): void {
    const abort = new AbortController()
    this.unsettled += 1
    const settled = this.budget.reserve(bytes, { signal: abort.signal }).then(
      reservation => {
        this.unsettled -= 1
        this.reservations.push(reservation)
      },
      () => {
        this.unsettled -= 1
      },
    )
    this.waits.push({ abort, settled })
  }

  releaseAll(): void {
    for (const reservation of this.reservations.splice(0)) reservation[Symbol.dispose]()
  }
}

class World {
  readonly owner = new MemoryBudget({ limit })
  readonly lines: Line[] = []
  readonly shares: SharedBudget[] = []
  readonly joined: JoinedBudget[] = []
  readonly members: Side[] = []
  readonly alive: boolean[] = []

  constructor(cast: Character[]) {
    for (let index = 0; index < sides; index++) {
      const line = new Line()
      this.lines.push(line)
      this.shares.push(shareBudget(this.owner, line.owner, { name: `side ${index}`, patienceMs: 1 }))
      const joined = joinBudget({ port: line.member, slackBytes: 40 })
      this.joined.push(joined)
      this.members.push(new Side(joined, cast[index] as Character))
      this.alive.push(true)
    }
    this.members.push(new Side(this.owner, cast[sides] as Character))
  }

  async step(step: { do: string; side: number; bytes: number }): Promise<void> {
    const member = this.members[step.side] as Side
    const line = this.lines[step.side]
    const { do: what, bytes } = step
    if (what === 'deliver') line?.deliver('owner')
    else if (what === 'answer') line?.deliver('member')
    else if (what === 'tryGrow') member.consumer.tryGrow(bytes)
    else if (what === 'shrink') member.consumer.shrink(Math.min(bytes, member.consumer.bytes))
    else if (what === 'reserve') member.reserve(bytes)
    else if (what === 'release')
      member.reservations.splice(bytes % (member.reservations.length || 1), 1)[0]?.[Symbol.dispose]()
    else if (what === 'abort') member.waits[bytes % (member.waits.length || 1)]?.abort.abort()
    else if (what === 'reclaim') void this.owner.reclaim(bytes, { urgent: step.side % 2 === 0 })
    else if (what === 'turn') await turn()
    else if (what === 'tick') vi.advanceTimersByTime(50)
    else {
      this.alive[step.side] = false
      if (what === 'kill') line?.kill()
      else if (what === 'cut') line?.cut()
      else if (what === 'leave') this.joined[step.side]?.close()
      else this.shares[step.side]?.close()
    }
  }

  /** What may be said at any moment. */
  check(): void {
    expect(this.owner.usedBytes).toBeLessThanOrEqual(limit)
    for (let index = 0; index < sides; index++) {
      if (!this.alive[index]) continue
      const { usedBytes, slackBytes } = this.joined[index] as JoinedBudget
      expect(usedBytes + slackBytes).toBeLessThanOrEqual(this.shares[index]?.bytes as number)
    }
  }

  /** What may be said when nothing is on its way: both sides count the same. */
  checkCalm(): void {
    for (let index = 0; index < sides; index++) {
      if (!this.alive[index]) continue
      const { usedBytes, slackBytes } = this.joined[index] as JoinedBudget
      expect(usedBytes + slackBytes).toBe(this.shares[index]?.bytes)
    }
  }

  async calm(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      for (const line of this.lines) while (line.deliver('owner') || line.deliver('member')) quiet = 0
      await turn()
    }
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('A budget shared with several others', () => {
  it('is never passed, loses no byte, and leaves nobody waiting, whatever arrives when and whoever dies', async () => {
    await fc.assert(
      fc.asyncProperty(casts, steps, async (cast, sequence) => {
        const world = new World(cast)
        for (const step of sequence) {
          await world.step(step)
          world.check()
        }
        // Those who hold let go, again and again, until nobody waits: each in turn has its bytes.
        for (let round = 0; round < 200; round++) {
          await world.calm()
          world.check()
          for (const member of world.members) member.releaseAll()
          vi.advanceTimersByTime(50)
          if (world.members.every(({ unsettled }) => unsettled === 0)) break
        }
        expect(world.members.map(({ unsettled }) => unsettled)).toEqual(world.members.map(() => 0))
        for (const member of world.members) member.consumer[Symbol.dispose]()
        await world.calm()
        world.checkCalm()
        for (const joined of world.joined) joined.close()
        await world.calm()
        expect(world.owner.usedBytes).toBe(0)
        expect(world.shares.map(({ status }) => status)).toEqual(['ended', 'ended', 'ended'])
      }),
      { numRuns: 300 },
    )
  })
})
