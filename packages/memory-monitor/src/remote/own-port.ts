import { MemoryError } from '../errors.js'
import type { BudgetPort } from './port.js'

/** The port to whoever started this worker or process. */
export function ownPort(): { port: BudgetPort; isScope: boolean } {
  const { process } = globalThis
  // Deno and Bun have the web's `Worker`; Node has `parentPort`.
  const threads = typeof Worker === 'function' ? undefined : process?.getBuiltinModule?.('node:worker_threads')
  if (threads?.parentPort) return { port: threads.parentPort as BudgetPort, isScope: false }
  if (typeof process?.send === 'function') return { port: process as BudgetPort, isScope: false }
  const scope = globalThis as unknown as BudgetPort & { document?: unknown; postMessage?: unknown }
  if (!threads && typeof scope.postMessage === 'function' && typeof scope.document !== 'object')
    return { port: scope, isScope: true }
  const text =
    'joinBudget was called outside of a worker or forked process; give it the port that a budget is shared over'
  throw new MemoryError('BUDGET_INVALID_OPTIONS', text)
}
