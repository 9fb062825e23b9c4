/** Why something of this package failed; stable from release to release. */
export type LRUCacheErrorCode =
  | 'LRU_INVALID_OPTIONS'
  | 'LRU_INVALID_SIZE'
  | 'LRU_UNBOUNDED'
  | 'LRU_NO_METHOD'
  | 'LRU_NOT_FOUND'
  | 'LRU_INVALID_ENTRIES'
  | 'LRU_INVALID_ANSWER'

/**
 * What this package throws: a `TypeError`, for `lru-cache` throws that for options and sizes. The message begins with what
 * `lru-cache` says, word for word.
 */
export class LRUCacheError extends TypeError {
  /** Always `'LRUCacheError'`. */
  override readonly name = 'LRUCacheError'
  /** Why, for programs. */
  readonly code: LRUCacheErrorCode

  /**
   * @param code - why, for programs
   * @param message - what was given, what is allowed, what to do
   * @param options - the cause, where there is one
   */
  constructor(code: LRUCacheErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
