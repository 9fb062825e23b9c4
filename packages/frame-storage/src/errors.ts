import type { RemovableSession } from './session/cleanup.js'

/**
 * Why something of this package failed; stable from release to release.
 *
 * `FRAMES_FAILED`: a flush, or the undoing of a frame that was written in part, failed before, so nobody knows what the disk
 * holds. `storeFrame`, `flush` and `close` say so, with what failed as `cause`, until the session is closed and opened again,
 * which finds what is whole; reading goes on.
 */
export type FrameStorageErrorCode =
  | 'FRAMES_INVALID_OPTIONS'
  | 'FRAMES_INVALID_INDEX'
  | 'FRAMES_INVALID_GRID'
  | 'FRAMES_INVALID_TIME'
  | 'FRAMES_INVALID_RANGE'
  | 'FRAMES_INVALID_SELECTION'
  | 'FRAMES_SESSION_LOCKED'
  | 'FRAMES_SESSION_MISMATCH'
  | 'FRAMES_NO_SESSION'
  | 'FRAMES_READ_ONLY'
  | 'FRAMES_DISK_FULL'
  | 'FRAMES_UNKNOWN_VERSION'
  | 'FRAMES_DAMAGED'
  | 'FRAMES_UNSUPPORTED_CODEC'
  | 'FRAMES_FAILED'
  | 'FRAMES_CLOSED'
  | 'FRAMES_MISSING'
  | 'NPY_INVALID_SOURCE'
  | 'NPY_DAMAGED'
  | 'NPY_UNSUPPORTED'
  | 'ZARR_INVALID_STORE'
  | 'ZARR_EXISTS'
  | 'ZARR_NOT_FOUND'
  | 'ZARR_DAMAGED'
  | 'ZARR_UNSUPPORTED'
  | 'ZARR_NOT_INSTALLED'
  | 'VIDEO_UNSUPPORTED'
  | 'VIDEO_EMPTY'
  | 'VIDEO_INVALID_OPTIONS'
  | 'VIDEO_FAILED'

/** What a {@link FrameStorageError} may carry besides its message. */
export interface FrameStorageErrorOptions extends ErrorOptions {
  /** For `FRAMES_DISK_FULL`: how many bytes would have been written. */
  readonly neededBytes?: number
  /** For `FRAMES_DISK_FULL`: what could be deleted. */
  readonly removable?: readonly RemovableSession[]
}

/** What this package throws. What the file system refuses passes through as `FilesError`. */
export class FrameStorageError extends Error {
  /** Always `'FrameStorageError'`. */
  override readonly name = 'FrameStorageError'
  /** Why, for programs. */
  readonly code: FrameStorageErrorCode
  /** For `FRAMES_DISK_FULL`: how many bytes would have been written. */
  readonly neededBytes?: number
  /**
   * For `FRAMES_DISK_FULL`: the other sessions that are neither kept nor open, finished or not, the one that was not used for
   * the longest time first. Whether they are still needed only the program can know.
   */
  readonly removable?: readonly RemovableSession[]

  /**
   * @param code - why, for programs
   * @param message - what was given, what is allowed, what to do
   * @param options - the cause, where there is one, and for `FRAMES_DISK_FULL` what was needed and what could go
   */
  constructor(code: FrameStorageErrorCode, message: string, options: FrameStorageErrorOptions = {}) {
    super(message, options)
    this.code = code
    const { neededBytes, removable } = options
    if (neededBytes !== undefined) this.neededBytes = neededBytes
    if (removable !== undefined) this.removable = removable
  }
}
