import { type BudgetPort, MemoryBudget, type SharedBudget, shareBudget } from '@plimsoll/memory-monitor'
import { afterEach, describe, expect, it } from 'vitest'

const KiB = 1024

/** What the tests talk to: a worker or a process of one platform that runs `fixtures/remote-member.mjs`. */
export interface Started {
  readonly port: BudgetPort
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Ends it from outside, in the middle of whatever it does. */
  kill(): void
}

type Reply = { id?: number; value?: unknown; code?: string; text?: string; event?: string }

/** One member, its budget shared. */
class Member {
  readonly shared: SharedBudget
  readonly #started: Started
  readonly #answers = new Map<number, (reply: Reply) => void>()
  readonly #events = new Map<string, () => void>()
  #lastId = 0

  constructor(budget: MemoryBudget, started: Started, name: string) {
    this.#started = started
    this.shared = shareBudget(budget, started.port, { name })
    started.onMessage(message => {
      const { id, event } = message as Reply
      if (id !== undefined) this.#answers.get(id)?.(message as Reply)
      if (event !== undefined) this.#events.get(event)?.()
    })
  }

  /** Tells it to do something; resolves when it has. */
  async tell(command: string, argument?: unknown): Promise<unknown> {
    const id = ++this.#lastId
    const answer = new Promise<Reply>(resolve => this.#answers.set(id, resolve))
    this.#started.post({ id, command, argument })
    const { value, code, text } = await answer
    if (code !== undefined) throw Object.assign(new Error(text), { code })
    return value
  }

  event(name: string): Promise<void> {
    return new Promise(resolve => this.#events.set(name, resolve))
  }

  kill(): void {
    this.#started.kill()
  }
}

/** What a shared budget promises, whoever is at the other end. */
export function describeRemote(kind: string, start: () => Started): void {
  const members: Member[] = []
  const join = (budget: MemoryBudget, name = 'job') => {
    const member = new Member(budget, start(), name)
    members.push(member)
    return member
  }
  const waits = (budget: MemoryBudget) =>
    new Promise<void>(resolve => {
      const end = budget.on('wait', () => {
        end()
        resolve()
      })
    })
  afterEach(() => {
    for (const member of members.splice(0)) {
      member.shared.close()
      member.kill()
    }
  })

  describe(`A budget shared with ${kind}`, () => {
    it('counts what is held there, and what was fetched ahead', async () => {
      const budget = new MemoryBudget({ limit: 1024 * KiB })
      const member = join(budget)
      expect(await member.tell('reserve', 100 * KiB)).toBe(100 * KiB)
      const { usedBytes, slackBytes } = (await member.tell('state')) as { usedBytes: number; slackBytes: number }
      expect(usedBytes).toBe(100 * KiB)
      expect(budget.usedBytes).toBe(usedBytes + slackBytes)
      expect([member.shared.bytes, member.shared.status]).toEqual([budget.usedBytes, 'joined'])
    })

    it('lets it grow at once out of what was fetched ahead, and refuses what passes the line', async () => {
      const member = join(new MemoryBudget({ limit: 1024 * KiB }))
      await member.tell('state')
      expect(await member.tell('tryReserve', 4 * KiB)).toBe(true)
      expect(await member.tell('tryReserve', 1024 * KiB)).toBe(false)
      await expect(member.tell('reserve', 1025 * KiB)).rejects.toMatchObject({ code: 'BUDGET_TOO_LARGE' })
    })

    it('has of its caches what others wait for', async () => {
      const budget = new MemoryBudget({ limit: 1024 * KiB })
      const [one, other] = [join(budget, 'one'), join(budget, 'other')]
      await one.tell('cache', 900 * KiB)
      expect(await other.tell('reserve', 800 * KiB)).toBe(800 * KiB)
      expect(budget.usedBytes).toBeLessThanOrEqual(1024 * KiB)
      using own = await budget.reserve(200 * KiB)
      expect(own.bytes).toBe(200 * KiB)
    })

    it('lets one there wait for one here, and the other way round', async () => {
      const budget = new MemoryBudget({ limit: 1024 * KiB })
      const member = join(budget)
      const own = await budget.reserve(1000 * KiB)
      const waiting = member.tell('reserve', 1000 * KiB)
      await waits(budget)
      own[Symbol.dispose]()
      expect(await waiting).toBe(1000 * KiB)
      const later = budget.reserve(1000 * KiB)
      await member.tell('release')
      expect((await later).bytes).toBe(1000 * KiB)
    })

    it('has all back when it leaves', async () => {
      const budget = new MemoryBudget({ limit: 1024 * KiB })
      const member = join(budget)
      await member.tell('reserve', 900 * KiB)
      await member.tell('leave')
      await member.shared.ended
      expect(budget.usedBytes).toBe(0)
    })

    it('has all back when it ends by itself', async () => {
      const budget = new MemoryBudget({ limit: 1024 * KiB })
      const member = join(budget)
      await member.tell('reserve', 900 * KiB)
      void member.tell('die')
      await member.shared.ended
      expect([budget.usedBytes, member.shared.status]).toEqual([0, 'ended'])
    })

    it('has all back when it is killed while it holds', async () => {
      const budget = new MemoryBudget({ limit: 1024 * KiB })
      const member = join(budget)
      await member.tell('reserve', 900 * KiB)
      const waiting = budget.reserve(1000 * KiB)
      member.kill()
      expect((await waiting).bytes).toBe(1000 * KiB)
    })

    it('waits no longer for its sake when it is killed while it waits', async () => {
      const budget = new MemoryBudget({ limit: 1024 * KiB })
      const own = await budget.reserve(1000 * KiB)
      const member = join(budget)
      void member.tell('reserve', 900 * KiB)
      await waits(budget)
      const behind = budget.reserve(10 * KiB)
      member.kill()
      expect((await behind).bytes).toBe(10 * KiB)
      own[Symbol.dispose]()
      await member.shared.ended
      expect(budget.usedBytes).toBe(10 * KiB)
    })

    it('goes on when it is killed while it gives back', async () => {
      const budget = new MemoryBudget({ limit: 1024 * KiB })
      const member = join(budget)
      await member.tell('endlessCache', 900 * KiB)
      const asked = member.event('asked')
      const waiting = budget.reserve(1000 * KiB)
      await asked
      member.kill()
      expect((await waiting).bytes).toBe(1000 * KiB)
    })
  })
}

/** Holds one in a loop until it is moved. */
export interface Hold {
  readonly flag: unknown
  move(): void
}

/** Where memory can be shared. */
export function holdByMemory(): Hold {
  const flag = new Int32Array(new SharedArrayBuffer(4))
  return { flag, move: () => void Atomics.store(flag, 0, 1) }
}

/** What it promises of one that stands still in a loop. */
export function describeBlocked(kind: string, start: () => Started, hold: () => Hold = holdByMemory): void {
  describe(`A budget shared with ${kind} that stands still in a loop`, () => {
    it('goes on without it, and has what it gives when it moves again', async () => {
      const budget = new MemoryBudget({ limit: 1024 * KiB })
      const still = new Member(budget, start(), 'still')
      const other = new Member(budget, start(), 'other')
      const { flag, move } = hold()
      await still.tell('cache', 500 * KiB)
      await other.tell('cache', 300 * KiB)
      const blocked = still.event('blocked')
      const moved = still.tell('block', flag)
      await blocked
      // Urgent: answered at once, of those that can.
      expect(budget.reclaim(500 * KiB, { urgent: true })).toBe(0)
      using own = budget.tryReserve(100 * KiB)
      expect(own?.bytes).toBe(100 * KiB)
      expect((await budget.reserve(200 * KiB)).bytes).toBe(200 * KiB)
      expect(still.shared.bytes).toBeGreaterThanOrEqual(500 * KiB)
      move()
      await moved
      expect((await budget.reserve(700 * KiB)).bytes).toBe(700 * KiB)
      for (const member of [still, other]) member.kill()
    })
  })
}
