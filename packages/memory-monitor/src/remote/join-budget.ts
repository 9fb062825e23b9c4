import { type ByteSize, parseBytes } from '@plimsoll/bytes'
import { MemoryBudget } from '../budget/memory-budget.js'
import { checkOptions } from '../budget/options.js'
import type { PressureSource } from '../pressure.js'
import { ownPort } from './own-port.js'
import { type BudgetPort, checkPort } from './port.js'
import { RemoteParent } from './remote-parent.js'

/** How a shared budget is joined. */
export interface JoinOptions {
  /**
   * At whose other end the budget is shared.
   *
   * @defaultValue the one to whoever started this: `parentPort`, a Web Worker's own scope, or `process` of a forked child
   */
  readonly port?: BudgetPort
  /**
   * How it is called in reports and messages on this side.
   *
   * @defaultValue 'shared budget'
   */
  readonly name?: string
  /**
   * A line of this side's own, below the owner's: a worker's heap has a limit of its own.
   *
   * @defaultValue none: as much as the owner gives
   */
  readonly limit?: ByteSize
  /**
   * Tells when this side's own heap runs short; the budget then reclaims here what has to go.
   *
   * @defaultValue none
   */
  readonly monitor?: PressureSource
  /**
   * Bytes that are fetched ahead at least, so that `tryGrow` finds them here; with much held it is 1/16 of that. What is
   * fetched is reserved at the owner, who gives of what is free there at most 1/16, and has it back when it is needed.
   *
   * @defaultValue '1MiB'
   */
  readonly slackBytes?: ByteSize
}

/**
 * A budget that another thread or process shares: a {@link MemoryBudget} whose parent lies at the other end of a port.
 *
 * What is held here is reserved there first. `reserve` and `grow` wait for it. `tryGrow` and `tryReserve`, which cannot,
 * take from what was fetched ahead; where that is too little they refuse, and fetch as much for the next time.
 *
 * When the owner is gone, waits end with `BUDGET_DISCONNECTED`, and nothing grows any more. {@link MemoryBudget.close}
 * gives all back and leaves.
 */
export interface JoinedBudget extends MemoryBudget {
  /** Whether there is an owner, who has answered and is not gone. */
  readonly isJoined: boolean
  /** Bytes that were fetched ahead and are free. */
  readonly slackBytes: number
  /**
   * Waits for the owner, and for the first bytes ahead, so that `tryGrow` has some. It need not be called: what reserves
   * waits by itself.
   *
   * @throws {@link MemoryError} `BUDGET_DISCONNECTED` where none will come any more
   */
  whenJoined(): Promise<void>
}

class Joined extends MemoryBudget implements JoinedBudget {
  readonly #parent: RemoteParent

  constructor(parent: RemoteParent, options: Pick<JoinOptions, 'name' | 'limit' | 'monitor'>) {
    super({ ...options, parent })
    this.#parent = parent
  }

  get isJoined(): boolean {
    return this.#parent.isJoined
  }

  get slackBytes(): number {
    return this.#parent.slackBytes
  }

  whenJoined(): Promise<void> {
    return this.#parent.whenJoined()
  }

  override close(): void {
    super.close()
    this.#parent.close()
  }
}

/**
 * Joins the budget that is shared with this worker or process by {@link shareBudget}.
 *
 * Answers at once: what reserves before the owner has answered waits. It does not keep its thread or process alive unless
 * somebody waits, and goes beside whatever else is sent over the same port, `expose` of `@plimsoll/workers` among it.
 *
 * @throws {@link MemoryError} `BUDGET_INVALID_OPTIONS` for unknown options and what is no port, and without `port` outside
 * of workers and forked processes
 *
 * @example
 * ```ts
 * const budget = joinBudget()
 * const cache = new LRUCache({ maxBytes: '64MiB', budget })
 * expose({ parse: async text => parseWith(cache, text) })
 * ```
 */
export function joinBudget(options: JoinOptions = {}): JoinedBudget {
  checkOptions('joinBudget', options, ['port', 'name', 'limit', 'monitor', 'slackBytes'])
  const { port, name = 'shared budget', slackBytes = '1MiB', ...line } = options
  if (port !== undefined) checkPort(port, 'joinBudget')
  const slack = parseBytes(slackBytes)
  // Made before anything is sent: it checks the rest.
  const parent = new RemoteParent(slack)
  const budget = new Joined(parent, { name, ...line })
  const own = port === undefined ? ownPort() : { port, isScope: false }
  parent.connect(own.port, own.isScope)
  return budget
}
