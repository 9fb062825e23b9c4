/** What went wrong, as a name that stays the same between versions. */
export type WorkersErrorCode =
  | 'WORKER_ARGUMENTS_NOT_CLONEABLE'
  | 'WORKER_DIED'
  | 'WORKER_INVALID_ARGUMENTS'
  | 'WORKER_INVALID_FUNCTIONS'
  | 'WORKER_INVALID_SOURCE'
  | 'WORKER_INVALID_TRANSFER'
  | 'WORKER_RESULT_NOT_CLONEABLE'
  | 'WORKER_START_FAILED'
  | 'WORKER_TERMINATED'
  | 'WORKER_UNKNOWN_FUNCTION'

/** What a {@link WorkersError} knows beside its message. */
export interface WorkersErrorOptions extends ErrorOptions {
  /** Of `WORKER_DIED`: whether the worker had begun the call. */
  readonly begun?: boolean
}

/** An error of starting or calling a worker; what a worker's function throws comes back as itself. */
export class WorkersError extends Error {
  /** Always `'WorkersError'`. */
  override readonly name = 'WorkersError'
  /** What went wrong. */
  readonly code: WorkersErrorCode
  /**
   * Of `WORKER_DIED`: `false` for a call that the worker never began, so that to make it again is harmless; `true` for
   * one that it had begun, `undefined` where nobody knows. Known once the worker was called by `callEach`, where memory can be
   * shared: in Node, Bun and Deno, and in pages that are isolated.
   */
  readonly begun: boolean | undefined

  /**
   * @param code - what went wrong
   * @param message - what was given, what is allowed, what to do
   * @param options - `cause`: the platform's own error; `begun`: of `WORKER_DIED`
   */
  constructor(code: WorkersErrorCode, message: string, options?: WorkersErrorOptions) {
    super(message, options)
    this.code = code
    this.begun = options?.begun
  }
}
