/** Why something of this package failed; stable from release to release. */
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
  | 'FRAMES_CLOSED'
  | 'FRAMES_MISSING'
  | 'NPY_INVALID_SOURCE'
  | 'NPY_DAMAGED'
  | 'NPY_UNSUPPORTED'
  | 'VIDEO_UNSUPPORTED'
  | 'VIDEO_EMPTY'
  | 'VIDEO_INVALID_OPTIONS'
  | 'VIDEO_FAILED'

/** What this package throws. What the file system refuses passes through as `FilesError`. */
export class FrameStorageError extends Error {
  /** Always `'FrameStorageError'`. */
  override readonly name = 'FrameStorageError'
  /** Why, for programs. */
  readonly code: FrameStorageErrorCode

  /**
   * @param code - why, for programs
   * @param message - what was given, what is allowed, what to do
   * @param options - the cause, where there is one
   */
  constructor(code: FrameStorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
