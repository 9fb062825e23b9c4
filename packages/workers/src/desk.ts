import { WorkersError } from './errors.js'
import type { WorkerFunctions } from './expose.js'
import { Outbox } from './outbox.js'
import { messageOf, packThrown } from './thrown.js'
import { type TransferItem, takeTransferables } from './transfer.js'
import {
  callMark,
  type Ready,
  type Replies,
  type Reply,
  type Request,
  type Requests,
  replyMark,
  type Unreadable,
} from './wire.js'

/** Where a worker's messages go out. */
export interface Outlet {
  post(message: Reply | Replies | Ready | Unreadable, transfer?: readonly TransferItem[]): void
  /** Has something done before the worker ends by itself, where it can. */
  beforeExit(task: () => void): void
}

/** Answers calls, one by one or many at once. */
export class Desk {
  readonly #functions: WorkerFunctions
  readonly #outlet: Outlet
  #begun: Int32Array | undefined
  /** The answers to the calls that are being made one after the other right now. */
  #open: Outbox | undefined

  constructor(functions: WorkerFunctions, outlet: Outlet) {
    this.#functions = functions
    this.#outlet = outlet
    // What was done before the call that ends the worker is not to be done again.
    outlet.beforeExit(() => this.#open?.post())
  }

  answer(request: Request | Requests): void {
    if (request[0] === callMark) this.#answerOne(request)
    else this.#answerEach(request)
  }

  #answerOne([, id, name, args]: Request): void {
    this.#call(
      id,
      name,
      args,
      value => this.#succeed(id, name, value),
      thrown => this.#fail(id, thrown),
    )
  }

  #answerEach([, firstId, name, argsOfEach, begun]: Requests): void {
    this.#begun ??= begun
    const outbox = new Outbox(this.#outlet, (id, value, thrown) => {
      if (thrown) this.#fail(id, value)
      else this.#succeed(id, name, value)
    })
    this.#open = outbox
    argsOfEach.forEach((args, position) => {
      const id = firstId + position
      this.#call(
        id,
        name,
        args,
        value => outbox.add(id, value, false),
        thrown => outbox.add(id, thrown, true),
      )
      outbox.postIfDue()
    })
    this.#open = undefined
    outbox.post()
  }

  #call(
    id: number,
    name: string,
    args: readonly unknown[],
    succeed: (value: unknown) => void,
    fail: (thrown: unknown) => void,
  ): void {
    if (this.#begun) Atomics.store(this.#begun, 0, id)
    try {
      const result = this.#named(name)(...(args as never[]))
      // Answered at once where nothing is awaited: a promise would cost a turn of the queue.
      if (isThenable(result)) result.then(succeed, fail)
      else succeed(result)
    } catch (thrown) {
      fail(thrown)
    }
  }

  #succeed(id: number, name: string, value: unknown): void {
    try {
      this.#outlet.post([replyMark, id, value], takeTransferables(value))
    } catch (cause) {
      const text = `the result of "${name}" cannot be sent: ${messageOf(cause)}; return data that structuredClone takes`
      this.#fail(id, new WorkersError('WORKER_RESULT_NOT_CLONEABLE', text, { cause }))
    }
  }

  #fail(id: number, thrown: unknown): void {
    try {
      this.#outlet.post([replyMark, id, packThrown(thrown), true])
    } catch {
      // What the check let through and the port does not; a call without any answer would wait for ever.
      this.#outlet.post([replyMark, id, packThrown(new Error(messageOf(thrown))), true])
    }
  }

  #named(name: string): (...args: never[]) => unknown {
    const found = Object.hasOwn(this.#functions, name) ? this.#functions[name] : undefined
    if (found) return found
    const known = Object.keys(this.#functions).join(', ') || 'nothing'
    throw new WorkersError('WORKER_UNKNOWN_FUNCTION', `the worker has no function "${name}"; it exposes ${known}`)
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
