import { type CallOptions, PendingCalls } from './call.js'
import { WorkersError, type WorkersErrorCode } from './errors.js'
import { hold, listen, post, type WorkerPort, type WorkerSource } from './port.js'
import { checkSource, describeSource, openSource } from './source.js'
import { type ErrorClass, messageOf, type Thrown, unpackThrown } from './thrown.js'
import type { TransferItem } from './transfer.js'
import { callMark, isFromWorker, readyMark, unreadableMark } from './wire.js'

/** How a worker is started. */
export interface StartOptions {
  /** Stands in messages, and in debuggers where the source is a URL. */
  readonly name?: string
  /** Terminates the worker; what is pending rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /**
   * Classes of which errors from the worker arrive as instances, made by `new Class(code, message, { cause })`.
   *
   * @defaultValue none: errors come as `Error`, or the built-in class of their name, with all their fields
   */
  readonly errors?: readonly ErrorClass[]
}

/** What a worker's type may be: `typeof api`, or an interface of functions. */
export type WorkerApi<Api> = { [Name in keyof Api]: (...args: never[]) => unknown }

/** What a worker's type is where nobody says: any function may be called with anything. */
export type AnyApi = Record<string, (...args: unknown[]) => unknown>

/** A worker, seen from outside. One that died is replaced when it is called again. */
export interface WorkerClient<Api extends WorkerApi<Api> = AnyApi> {
  /**
   * Calls a function of the worker.
   *
   * @param name - one that the worker exposed
   * @param args - its arguments; copied by the structured clone, or moved
   * @returns what the function returned, or what its promise resolved to; rejects with what it threw
   * @throws {@link WorkersError} by the promise: `WORKER_DIED`, `WORKER_START_FAILED`, `WORKER_TERMINATED`,
   * `WORKER_UNKNOWN_FUNCTION`, `WORKER_INVALID_ARGUMENTS`, `WORKER_ARGUMENTS_NOT_CLONEABLE`,
   * `WORKER_RESULT_NOT_CLONEABLE`; the reason of `signal`
   */
  call<Name extends keyof Api & string>(
    name: Name,
    args: Parameters<Api[Name]>,
    options?: CallOptions,
  ): Promise<Awaited<ReturnType<Api[Name]>>>
  /** Calls that wait for their answer. While there are none, the worker does not keep its process alive. */
  readonly pending: number
  /** How many workers were started in place of one that died. */
  readonly restarts: number
  /** Ends the worker and rejects what is pending; resolves when it has ended. May be called again. */
  terminate(): Promise<void>
  /** The same as {@link WorkerClient.terminate}, for `await using`. Missing where the platform has no `Symbol.asyncDispose`. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a worker, at once, and calls its functions with their types.
 *
 * @param source - a function that starts a worker, or in Node, Bun and Deno a URL; kept for replacements
 * @returns the worker from outside; it belongs to the caller, who terminates it
 * @throws {@link WorkersError} `WORKER_INVALID_SOURCE` for anything else, for a URL in a browser too;
 * `WORKER_START_FAILED` when the function throws. A module that is missing or throws fails the calls instead.
 *
 * @example
 * ```ts
 * import type { Api } from './job.js'
 *
 * const worker = startWorker<Api>(() => new Worker(new URL('./job.ts', import.meta.url), { type: 'module' }))
 * await worker.call('sum', [new Float64Array([1, 2, 3])]) // 6
 * await worker.terminate()
 * ```
 */
export function startWorker<Api extends WorkerApi<Api> = AnyApi>(
  source: WorkerSource,
  options: StartOptions = {},
): WorkerClient<Api> {
  checkSource(source)
  return new Client<Api>(source, options)
}

// So many starts in a row that came to nothing, and it is the module: what calls all day must not start all day.
const maxFailedStarts = 3

/** One life of a worker; events of a former one are no longer listened to. */
interface Life {
  readonly port: WorkerPort
  ready: boolean
  /** Gives the worker's lock up, for which this side waits. */
  readonly watch: AbortController
}

class Client<Api extends WorkerApi<Api>> implements WorkerClient<Api> {
  static {
    if (Symbol.asyncDispose) {
      Object.defineProperty(Client.prototype, Symbol.asyncDispose, {
        configurable: true,
        value(this: Client<never>) {
          return this.terminate()
        },
      })
    }
  }

  declare readonly [Symbol.asyncDispose]: () => Promise<void>
  readonly #source: WorkerSource
  readonly #name: string | undefined
  readonly #errors: readonly ErrorClass[]
  readonly #calls = new PendingCalls(() => this.#life && hold(this.#life.port, false))
  #life: Life | undefined
  #starts = 0
  #failedStarts = 0
  #given: { readonly reason: unknown } | undefined
  #ended: Promise<void> | undefined
  #forgetSignal = () => {}

  constructor(source: WorkerSource, { name, signal, errors = [] }: StartOptions) {
    this.#source = source
    this.#name = name
    this.#errors = errors
    if (signal?.aborted) {
      void this.#end(signal.reason)
      return
    }
    this.#life = this.#start()
    if (!signal) return
    const abort = () => void this.#end(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    this.#forgetSignal = () => signal.removeEventListener('abort', abort)
  }

  get pending(): number {
    return this.#calls.size
  }

  get restarts(): number {
    return Math.max(0, this.#starts - 1)
  }

  call<Name extends keyof Api & string>(
    name: Name,
    args: Parameters<Api[Name]>,
    { transfer = none, signal }: CallOptions = {},
  ): Promise<Awaited<ReturnType<Api[Name]>>> {
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (this.#given) return Promise.reject(this.#given.reason)
    if (!Array.isArray(args)) {
      const text = `the arguments of "${name}" are ${typeof args === 'object' ? 'an object' : String(args)}; give an array`
      return Promise.reject(new WorkersError('WORKER_INVALID_ARGUMENTS', text))
    }
    const answer = this.#calls.add(signal, id => {
      this.#life ??= this.#start()
      const { port } = this.#life
      try {
        post(port, [callMark, id, name, args], transfer)
      } catch (cause) {
        const text = `the arguments of "${name}" cannot be sent: ${messageOf(cause)}; give data that structuredClone takes`
        throw new WorkersError('WORKER_ARGUMENTS_NOT_CLONEABLE', text, { cause })
      }
      if (this.#calls.size === 1) hold(port, true)
    })
    // What the function returns is the module's word, which nobody can check here.
    return answer as Promise<Awaited<ReturnType<Api[Name]>>>
  }

  terminate(): Promise<void> {
    return this.#end(this.#error('WORKER_TERMINATED', 'was terminated; start another'))
  }

  #start(): Life {
    const port = openSource(this.#source, this.#name)
    this.#starts += 1
    const life: Life = { port, ready: false, watch: new AbortController() }
    listen(port, {
      message: data => this.#hear(life, data),
      dead: (how, cause) => this.#bury(life, how, cause),
    })
    hold(port, this.#calls.size > 0)
    return life
  }

  #hear(life: Life, data: unknown): void {
    if (life !== this.#life || !isFromWorker(data)) return
    if (data[0] === readyMark) this.#greet(life, data[1])
    else if (data[0] === unreadableMark) this.#bury(life, 'was sent a message that it cannot read')
    else {
      const [, id, value, thrown] = data
      if (thrown) this.#calls.reject(id, unpackThrown(value as Thrown, this.#errors))
      else this.#calls.resolve(id, value)
    }
  }

  #greet(life: Life, lock: string | undefined): void {
    life.ready = true
    this.#failedStarts = 0
    if (lock === undefined) return
    // The web tells nobody of a worker that closed itself; its lock comes free.
    const free = () => this.#bury(life, 'ended')
    navigator.locks?.request(lock, { signal: life.watch.signal }, free).catch(() => {})
  }

  #bury(life: Life, how: string, cause?: unknown): void {
    if (life !== this.#life) return
    this.#life = undefined
    life.watch.abort()
    const options = cause === undefined ? undefined : { cause }
    let error: WorkersError
    if (life.ready) {
      error = this.#error('WORKER_DIED', `${how}; the next call starts another`, options)
    } else {
      this.#failedStarts += 1
      const advice = how.startsWith('exited') ? '; does its module call expose before its first await?' : ''
      error = this.#error('WORKER_START_FAILED', `${how} before it was ready${advice}`, options)
      if (this.#failedStarts >= maxFailedStarts) this.#given = { reason: error }
    }
    this.#calls.rejectAll(error)
    void life.port.terminate()
  }

  #end(reason: unknown): Promise<void> {
    this.#ended ??= this.#endOnce(reason)
    return this.#ended
  }

  async #endOnce(reason: unknown): Promise<void> {
    const life = this.#life
    this.#life = undefined
    this.#given = { reason }
    this.#forgetSignal()
    life?.watch.abort()
    this.#calls.rejectAll(reason)
    await life?.port.terminate()
  }

  #error(code: WorkersErrorCode, what: string, options?: ErrorOptions): WorkersError {
    return new WorkersError(code, `the worker ${describeSource(this.#source, this.#name)} ${what}`, options)
  }
}

const none: TransferItem[] = []
