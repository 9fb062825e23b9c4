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

/** An error of starting or calling a worker; what a worker's function throws comes back as itself. */
export class WorkersError extends Error {
  /** Always `'WorkersError'`. */
  override readonly name = 'WorkersError'
  /** What went wrong. */
  readonly code: WorkersErrorCode

  /**
   * @param code - what went wrong
   * @param message - what was given, what is allowed, what to do
   * @param options - `cause`: the platform's own error
   */
  constructor(code: WorkersErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
