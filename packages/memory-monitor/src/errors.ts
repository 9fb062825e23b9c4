/** What went wrong; stays the same from version to version. */
export type MemoryErrorCode =
  | 'BUDGET_CLOSED'
  | 'BUDGET_DEADLOCK'
  | 'BUDGET_DISCONNECTED'
  | 'BUDGET_INVALID_BYTES'
  | 'BUDGET_INVALID_CONSUMER'
  | 'BUDGET_INVALID_OPTIONS'
  | 'BUDGET_TIMEOUT'
  | 'BUDGET_TOO_LARGE'
  | 'MONITOR_CLOSED'
  | 'MONITOR_INVALID_OPTIONS'
  | 'MONITOR_NOT_ALLOWED'
  | 'MONITOR_TIMEOUT'

/** An error of watching or sharing memory; what a signal was aborted with comes as it is. */
export class MemoryError extends Error {
  /** Always `'MemoryError'`. */
  override readonly name = 'MemoryError'
  /** What went wrong, for programs. */
  readonly code: MemoryErrorCode

  /** Made by this package; yours to make in tests. */
  constructor(code: MemoryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
