/** What went wrong; stays the same from version to version. */
export type BytesErrorCode = 'BYTES_INVALID_OPTIONS' | 'BYTES_INVALID_SIZE' | 'BYTES_UNKNOWN_UNIT'

/** A byte size that cannot be read or shown, or a way of counting that does not exist. */
export class BytesError extends RangeError {
  /** Always `'BytesError'`. */
  override readonly name = 'BytesError'
  /** What went wrong, for programs. */
  readonly code: BytesErrorCode

  /** Made by this package; yours to make in tests. */
  constructor(code: BytesErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
