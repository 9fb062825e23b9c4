import type { CallEachOptions, CallOptions } from './call.js'
import type { ErrorClass } from './thrown.js'

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
