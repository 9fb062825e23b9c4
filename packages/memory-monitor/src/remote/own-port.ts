import { MemoryError } from '../errors.js'
import type { BudgetPort } from './port.js'

/** The port to whoever started this worker or process. */
export function ownPort(): { port: BudgetPort; isScope: boolean } {
  const { process, WorkerGlobalScope } = globalThis as typeof globalThis & { WorkerGlobalScope?: unknown }
  const threads = process?.getBuiltinModule?.('node:worker_threads')
  if (threads?.parentPort) return { port: threads.parentPort as BudgetPort, isScope: false }
  if (WorkerGlobalScope !== undefined) return { port: globalThis as unknown as BudgetPort, isScope: true }
  // After the workers: Deno has a `send` in them too, that leads nowhere.
  if (typeof process?.send === 'function') return { port: process as BudgetPort, isScope: false }
  const text =
    'joinBudget was called outside of a worker or forked process; give it the port that a budget is shared over'
  throw new MemoryError('BUDGET_INVALID_OPTIONS', text)
}
