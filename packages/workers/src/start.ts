import { Begun } from './begun.js'
import { type CallEachOptions, type CallOptions, PendingCalls } from './call.js'
import { WorkersError, type WorkersErrorCode, type WorkersErrorOptions } from './errors.js'
import { hold, listen, post, type WorkerPort, type WorkerSource } from './port.js'
import { checkSource, describeSource, openSource } from './source.js'
import { type ErrorClass, messageOf, type Thrown, unpackThrown } from './thrown.js'
import type { TransferItem } from './transfer.js'
import { callMark, callsMark, isFromWorker, type Ready, readyMark, repliesMark, unreadableMark } from './wire.js'
import type { AnyApi, StartOptions, WorkerApi, WorkerClient } from './worker-client.js'

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
  /** Which calls the worker has begun, as soon as it was told to say so. */
  begun: Begun | undefined
  /** Gives the worker's lock up, for which this side waits. */
  readonly watch: AbortController
}

/** By a constructor: no bundler leaves out a class that nobody uses where a static block does this. */
function disposeByTermination(prototype: { terminate(): Promise<void> }): void {
  if (!Symbol.asyncDispose || Symbol.asyncDispose in prototype) return
  Object.defineProperty(prototype, Symbol.asyncDispose, {
    configurable: true,
    value(this: typeof prototype) {
      return this.terminate()
    },
  })
}

class Client<Api extends WorkerApi<Api>> implements WorkerClient<Api> {
  declare readonly [Symbol.asyncDispose]: () => Promise<void>
  readonly #source: WorkerSource
  readonly #name: string | undefined
  readonly #errors: readonly ErrorClass[]
  readonly #calls = new PendingCalls(() => this.#life && hold(this.#life.port, false))
  #life: Life | undefined
  #starts = 0
  #failedStarts = 0
  /** Where the module lies, as a worker of it has told. */
  #address: string | undefined
  #given: { readonly reason: unknown } | undefined
  #ended: Promise<void> | undefined
  #forgetSignal = () => {}

  constructor(source: WorkerSource, { name, signal, errors = [] }: StartOptions) {
    disposeByTermination(Client.prototype)
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
    const begun = life.begun ? undefined : Begun.after(firstId - 1)
    try {
      post(life.port, [callsMark, firstId, name, argsOfEach, begun?.word], transfer.flat())
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
    if (data[0] === readyMark) this.#greet(life, data)
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

  #greet(life: Life, [, lock, address]: Ready): void {
    life.ready = true
    this.#address = address
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
    const { begun } = life
    if (!begun) {
      const error = died()
      return () => error
    }
    const [lost, left] = [died(true), died(false)]
    return id => (begun.has(id) ? lost : left)
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
    const worker = describeSource(this.#source, this.#name, this.#address)
    return new WorkersError(code, `the worker ${worker} ${what}`, options)
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

const none: TransferItem[] = []
