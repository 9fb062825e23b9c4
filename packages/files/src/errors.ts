import type { FileEntry } from './file-backend.js'

/** Why a file could not be used; stable from release to release. */
export type FilesErrorCode =
  | 'FILES_NOT_FOUND'
  | 'FILES_INVALID_NAME'
  | 'FILES_INVALID_OPTIONS'
  | 'FILES_INVALID_RANGE'
  | 'FILES_INVALID_BYTES'
  | 'FILES_READ_ONLY'
  | 'FILES_INVALID_POSITION'
  | 'FILES_CLOSED'
  | 'FILES_DAMAGED'
  | 'FILES_LOCKED'
  | 'FILES_FULL'
  | 'FILES_UNKNOWN_VERSION'
  | 'FILES_UNSUPPORTED'
  | 'FILES_FAILED'

/** What a {@link FilesError} may carry besides its message. */
export interface FilesErrorOptions extends ErrorOptions {
  /** For `FILES_FULL`: how many bytes would have been written. */
  readonly neededBytes?: number
  /** For `FILES_FULL`: how many bytes are left, where that is known. */
  readonly availableBytes?: number
  /** For `FILES_FULL`: what could be removed, where that is known. */
  readonly removable?: readonly FileEntry[]
}

/** What this package throws, whichever the platform. The platform's own error is the `cause`. */
export class FilesError extends Error {
  /** Always `'FilesError'`. */
  override readonly name = 'FilesError'
  /** Why, for programs. */
  readonly code: FilesErrorCode
  /** For `FILES_FULL`: how many bytes would have been written. */
  readonly neededBytes?: number
  /** For `FILES_FULL`: how many bytes were left, in the directory's store as a whole, where that is known. */
  readonly availableBytes?: number
  /**
   * For `FILES_FULL`: up to ten files of the same directory that nobody holds a lock for (of their name, or of its beginning
   * before a `.`), the one that was not written for the longest time first. Whether they are still needed only the program
   * can know.
   */
  readonly removable?: readonly FileEntry[]

  /**
   * @param code - why, for programs
   * @param message - what was given, what is allowed, what to do
   * @param options - the cause, and for `FILES_FULL` what was needed, left and removable
   */
  constructor(code: FilesErrorCode, message: string, options: FilesErrorOptions = {}) {
    super(message, options)
    this.code = code
    const { neededBytes, availableBytes, removable } = options
    if (neededBytes !== undefined) this.neededBytes = neededBytes
    if (availableBytes !== undefined) this.availableBytes = availableBytes
    if (removable !== undefined) this.removable = removable
  }
}

/** The refusal of a file that was closed. */
export function closed(name: string): FilesError {
  return new FilesError('FILES_CLOSED', `file "${name}" is closed; open it again`)
}

/** The refusal of a file that does not exist. */
export function notFound(name: string, cause?: unknown): FilesError {
  return new FilesError(
    'FILES_NOT_FOUND',
    `there is no file "${name}"; check the name, or open it to be written (create: true of open), which makes it`,
    {
      cause,
    },
  )
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
