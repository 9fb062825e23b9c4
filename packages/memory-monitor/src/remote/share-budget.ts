import type { BudgetLike, RegisterOptions } from '@plimsoll/bytes'
import { checkOptions, checkTerms, invalid, registerKeys } from '../budget/options.js'
import { type BudgetPort, checkPort, isProcess } from './port.js'
import { Share } from './share.js'

/** How a budget is shared with another thread or process. */
export interface ShareOptions extends RegisterOptions {
  /**
   * How the other side is called in reports and messages.
   *
   * @defaultValue `'worker 3'` by its thread, `'process 4711'` by its process, else `'port 1'` and so on
   */
  readonly name?: string
  /**
   * For how long a request to give back waits for an answer. Who says nothing for so long, blocked by a loop or a
   * debugger, counts as silent: it is still asked, and nobody waits for it any more until it speaks again.
   *
   * @defaultValue 1000
   */
  readonly patienceMs?: number
}

/** A budget that is shared with another thread or process: the owner's end. */
export interface SharedBudget {
  /** How the other side is called. */
  readonly name: string
  /** Bytes that are the other side's: what is held there, and what it was given ahead. */
  readonly bytes: number
  /**
   * How it stands: `'waiting'` until the other side calls `joinBudget`; `'joined'`; `'silent'` while it owes an answer for
   * longer than `patienceMs`; `'ended'` for good.
   */
  readonly status: 'waiting' | 'joined' | 'silent' | 'ended'
  /** Resolves when it has ended: left, exited, killed, its port closed, or closed here. Never rejects. */
  readonly ended: Promise<void>
  /** Ends it: all bytes come back at once, and waits at the other side end with `BUDGET_DISCONNECTED`. */
  close(): void
  /** The same as {@link SharedBudget.close}. Missing where the platform has no `Symbol.dispose`. */
  [Symbol.dispose](): void
}

/**
 * Shares a budget with a worker thread, a Web Worker, the other end of a `MessagePort` or a forked process, which joins by
 * {@link joinBudget}. Here it is one consumer among the others; there it is a budget of its own whose bytes are all
 * reserved in this one, so that the line holds over all threads and processes together.
 *
 * Call it where the worker is started. What the other side holds is given back when it leaves, exits, is terminated or
 * killed; on platforms that do not tell so (a browser without Web Locks), when {@link SharedBudget.close} is called.
 *
 * Nobody here waits for the other side: what is asked back urgently counts when it comes, and who does not answer within
 * `patienceMs` is passed over.
 *
 * @param budget - who shares; {@link MemoryBudget}, or one nested in it for a line of the other side's own
 * @param port - the worker, port or process; others may send over it too
 * @throws {@link MemoryError} `BUDGET_INVALID_OPTIONS` for what is no port, a process without a channel, and options out
 * of range
 *
 * @example
 * ```ts
 * const worker = startWorker<Api>(() => {
 *   const thread = new Worker(new URL('./job.js', import.meta.url))
 *   shareBudget(budget, thread, { name: 'job' })
 *   return thread
 * })
 * ```
 */
export function shareBudget(budget: BudgetLike, port: BudgetPort, options: ShareOptions = {}): SharedBudget {
  checkPort(port, 'shareBudget')
  checkOptions('shareBudget', options, [...registerKeys, 'name', 'patienceMs'])
  const { name = nameOf(port), patienceMs = 1000 } = options
  if (typeof name !== 'string' || name === '') throw invalid('name', name, 'a text by which reports call it')
  if (!(Number.isFinite(patienceMs) && patienceMs >= 0)) throw invalid('patienceMs', patienceMs, 'milliseconds')
  return new Share(budget, port, { name, patienceMs, terms: checkTerms(options) })
}

let ports = 0

function nameOf(port: BudgetPort): string {
  if (isProcess(port)) return `process ${(port as { pid?: number }).pid}`
  const { threadId } = port as { threadId?: number }
  if (threadId !== undefined) return `worker ${threadId}`
  ports += 1
  return `port ${ports}`
}
