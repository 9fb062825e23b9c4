import { type CallEachOptions, type CallOptions, PendingCalls } from './call.js'
import { WorkersError, type WorkersErrorCode, type WorkersErrorOptions } from './errors.js'
import { hold, listen, post, type WorkerPort, type WorkerSource } from './port.js'
import { checkSource, describeSource, openSource } from './source.js'
import { type ErrorClass, messageOf, type Thrown, unpackThrown } from './thrown.js'
import type { TransferItem } from './transfer.js'
import { callMark, callsMark, isFromWorker, readyMark, repliesMark, unreadableMark } from './wire.js'

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
  /**
   * Calls a function of the worker many times, by one message.
   *
   * The calls begin in their order, one right after the other. Their answers come back together: when the last is there,
   * or earlier when two milliseconds have passed since the former ones were sent, so that a slow call holds back those before
   * it by its own time at most, and those that wait for something hold back nobody. Small calls cost a fraction of what they
   * cost one by one.
   *
   * @param name - one that the worker exposed
   * @param argsOfEach - the arguments of each call; those that cannot be sent fail their own call alone
   * @returns a promise for each, in the order of the arguments, as {@link WorkerClient.call} gives it
   * @throws {@link WorkersError} `WORKER_INVALID_ARGUMENTS` at once, before any call is made, when `argsOfEach` is no array
   * of arrays
   */
  callEach<Name extends keyof Api & string>(
    name: Name,
    argsOfEach: readonly Parameters<Api[Name]>[],
    options?: CallEachOptions,
  ): Promise<Awaited<ReturnType<Api[Name]>>>[]
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
  /** Where the worker writes the number of each call that it begins, as soon as it was told of it. */
  begun: Int32Array | undefined
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
      send(this.#life.port, id, name, args, transfer)
      if (this.#calls.size === 1) hold(this.#life.port, true)
    })
    // What the function returns is the module's word, which nobody can check here.
    return answer as Promise<Awaited<ReturnType<Api[Name]>>>
  }

  callEach<Name extends keyof Api & string>(
    name: Name,
    argsOfEach: readonly Parameters<Api[Name]>[],
    options: CallEachOptions = {},
  ): Promise<Awaited<ReturnType<Api[Name]>>>[] {
    if (!Array.isArray(argsOfEach) || !argsOfEach.every(Array.isArray)) {
      const text = `callEach of "${name}" takes the arguments of each call: an array of arrays`
      throw new WorkersError('WORKER_INVALID_ARGUMENTS', text)
    }
    const given = options.signal?.aborted ? options.signal : this.#given
    if (given) return argsOfEach.map(() => Promise.reject(given.reason))
    if (argsOfEach.length === 0) return []
    const answers = this.#calls.addEach(argsOfEach.length, options, firstId => {
      this.#life ??= this.#start()
      this.#sendEach(this.#life, firstId, name, argsOfEach, options.transfer)
    })
    return answers as Promise<Awaited<ReturnType<Api[Name]>>>[]
  }

  #sendEach(
    life: Life,
    firstId: number,
    name: string,
    argsOfEach: readonly (readonly unknown[])[],
    transfer: readonly TransferItem[][] = [],
  ): void {
    if (this.#calls.size === argsOfEach.length) hold(life.port, true)
    const begun = life.begun ? undefined : beginsAfter(firstId - 1)
    try {
      post(life.port, [callsMark, firstId, name, argsOfEach, begun], transfer.flat())
      life.begun ??= begun
    } catch {
      // One of them cannot be sent, and nothing tells which: each by itself, as if it had been called alone.
      argsOfEach.forEach((args, position) => {
        try {
          send(life.port, firstId + position, name, args, transfer[position] ?? none)
        } catch (error) {
          this.#calls.reject(firstId + position, error)
        }
      })
    }
  }

  terminate(): Promise<void> {
    return this.#end(this.#error('WORKER_TERMINATED', 'was terminated; start another'))
  }

  #start(): Life {
    const port = openSource(this.#source, this.#name)
    this.#starts += 1
    const life: Life = { port, ready: false, begun: undefined, watch: new AbortController() }
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
    else if (data[0] === repliesMark) {
      const [, ids, values, thrown, ms] = data
      const failed = thrown && new Set(thrown)
      this.#calls.heard(ids[0] as number, ids.length, ms)
      ids.forEach((id, position) => {
        this.#settle(id, values[position], failed?.has(position))
      })
    } else this.#settle(data[1], data[2], data[3])
  }

  #settle(id: number, value: unknown, thrown: boolean | undefined): void {
    if (thrown) this.#calls.reject(id, unpackThrown(value as Thrown, this.#errors))
    else this.#calls.resolve(id, value)
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
    void life.port.terminate()
    if (life.ready) {
      this.#calls.rejectAll(this.#reasons(life, how, options))
    } else {
      this.#failedStarts += 1
      const advice = how.startsWith('exited') ? '; does its module call expose before its first await?' : ''
      const error = this.#error('WORKER_START_FAILED', `${how} before it was ready${advice}`, options)
      if (this.#failedStarts >= maxFailedStarts) this.#given = { reason: error }
      this.#calls.rejectAll(() => error)
    }
  }

  /** Why each call of a worker that died will have no answer. */
  #reasons(life: Life, how: string, options: ErrorOptions | undefined): (id: number) => WorkersError {
    const died = (begun?: boolean) =>
      this.#error('WORKER_DIED', `${how}; the next call starts another`, {
        ...options,
        ...(begun !== undefined && { begun }),
      })
    if (!life.begun) {
      const error = died()
      return () => error
    }
    const last = Atomics.load(life.begun, 0)
    const [lost, left] = [died(true), died(false)]
    // By their difference: numbers of calls do not end where those of the word in shared memory do.
    return id => (((id - last) | 0) > 0 ? left : lost)
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
    this.#calls.rejectAll(() => reason)
    await life?.port.terminate()
  }

  #error(code: WorkersErrorCode, what: string, options?: WorkersErrorOptions): WorkersError {
    return new WorkersError(code, `the worker ${describeSource(this.#source, this.#name)} ${what}`, options)
  }
}

function send(port: WorkerPort, id: number, name: string, args: readonly unknown[], transfer: TransferItem[]): void {
  try {
    post(port, [callMark, id, name, args], transfer)
  } catch (cause) {
    const text = `the arguments of "${name}" cannot be sent: ${messageOf(cause)}; give data that structuredClone takes`
    throw new WorkersError('WORKER_ARGUMENTS_NOT_CLONEABLE', text, { cause })
  }
}

/** A word that worker and caller share, where there is such memory: the number of the last call that was begun. */
function beginsAfter(id: number): Int32Array | undefined {
  if (typeof SharedArrayBuffer !== 'function') return undefined
  const word = new Int32Array(new SharedArrayBuffer(4))
  word[0] = id
  return word
}

const none: TransferItem[] = []
