import { type MemoryBudget, MemoryError } from '@plimsoll/memory-monitor'
import { leave } from './holders.js'

const waitMs = 5000

/**
 * Lets two owners each hold a part and wait for the other's: the budget ends one of the waits, and so the other is served.
 *
 * @param guaranteed - bytes that consumers are never asked to go below
 * @returns the error of the one whose wait was ended; nothing where what consumers are guaranteed and do not hold is room
 * enough for both
 */
export async function deadlock(budget: MemoryBudget, guaranteed: number): Promise<MemoryError | undefined> {
  const most = budget.limit - guaranteed
  const part = Math.floor(most * 0.45)
  const first = await budget.reserve(part, { owner: 'order A', timeoutMs: waitMs })
  const second = await budget.reserve(part, { owner: 'order B', timeoutMs: waitMs }).catch((error: unknown) => {
    leave(first)
    throw error
  })
  const signal = AbortSignal.timeout(waitMs)
  const more = [first, second].map(async reservation => {
    try {
      await reservation.grow(Math.floor(most * 0.5), { signal })
      return undefined
    } catch (error) {
      return error
    } finally {
      leave(reservation)
    }
  })
  const failed = (await Promise.all(more)).find(error => error !== undefined)
  if (failed !== undefined && !(failed instanceof MemoryError)) throw failed
  return failed
}
