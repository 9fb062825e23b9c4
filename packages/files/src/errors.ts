/** Why a file could not be used; stable from release to release. */
export type FilesErrorCode =
  | 'FILES_NOT_FOUND'
  | 'FILES_INVALID_NAME'
  | 'FILES_INVALID_OPTIONS'
  | 'FILES_INVALID_RANGE'
  | 'FILES_INVALID_BYTES'
  | 'FILES_READ_ONLY'
  | 'FILES_CLOSED'
  | 'FILES_LOCKED'
  | 'FILES_FULL'
  | 'FILES_UNSUPPORTED'
  | 'FILES_FAILED'

/** What a {@link FilesError} may carry besides its message. */
export interface FilesErrorOptions extends ErrorOptions {
  /** For `FILES_FULL`: how many bytes would have been written. */
  readonly neededBytes?: number
}

/** What this package throws, whichever the platform. The platform's own error is the `cause`. */
export class FilesError extends Error {
  /** Always `'FilesError'`. */
  override readonly name = 'FilesError'
  /** Why, for programs. */
  readonly code: FilesErrorCode
  /** For `FILES_FULL`: how many bytes would have been written. */
  readonly neededBytes?: number

  /**
   * @param code - why, for programs
   * @param message - what was given, what is allowed, what to do
   * @param options - the cause, and how many bytes were needed
   */
  constructor(code: FilesErrorCode, message: string, options: FilesErrorOptions = {}) {
    super(message, options)
    this.code = code
    if (options.neededBytes !== undefined) this.neededBytes = options.neededBytes
  }
}

/** The refusal of a file that was closed. */
export function closed(name: string): FilesError {
  return new FilesError('FILES_CLOSED', `file "${name}" is closed; open it again`)
}

/** The refusal of a file that does not exist. */
export function notFound(name: string, cause?: unknown): FilesError {
  return new FilesError('FILES_NOT_FOUND', `there is no file "${name}"; open it with create: true to make it`, {
    cause,
  })
}

/** The refusal of bytes for which there is no room. */
export function full(name: string, neededBytes: number, cause?: unknown): FilesError {
  const message = `there is no room for ${neededBytes} more bytes of file "${name}"; remove what is not needed`
  return new FilesError('FILES_FULL', message, { cause, neededBytes })
}

/** The refusal of a change to a file that was opened for reading. */
export function readOnly(name: string): FilesError {
  return new FilesError(
    'FILES_READ_ONLY',
    `file "${name}" was opened with readOnly: true; open it without to change it`,
  )
}
