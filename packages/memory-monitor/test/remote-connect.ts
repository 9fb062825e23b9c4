import { type JoinOptions, joinBudget, MemoryBudget, type ShareOptions, shareBudget } from '@plimsoll/memory-monitor'
import { expect, vi } from 'vitest'
import { Line } from './remote-line.js'

export const KiB = 1024

/** A holder that has what it reserved, and frees it when asked. */
export class Holder {
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

/** A budget that is shared over a line, and joined. */
export async function connect({ limit = 1024 * KiB, share = {}, join = {} }: Given = {}) {
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

/** A consumer that holds nothing. */
export const plain = { memoryUsage: () => ({ heapBytes: 0, externalBytes: 0, entries: 0 }), reclaim: () => 0 }

/** Lets messages pass while something waits for them. */
export async function heard<T>(line: Line, promise: Promise<T>): Promise<T> {
  await line.calm()
  return promise
}

/** What a promise is rejected with. */
export function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    value => expect.fail(`it resolved with ${value}`),
    (error: unknown) => error,
  )
}

/** Lets time pass in which both sides look again. */
export async function looks(line: Line): Promise<void> {
  for (let look = 0; look < 10; look++) {
    await line.calm()
    vi.advanceTimersByTime(50)
  }
  await line.calm()
}
