/** Why something of a {@link DiskTierError} failed; stable from release to release. */
export type DiskTierErrorCode =
  | 'TIER_INVALID_OPTIONS'
  | 'TIER_LOCKED'
  | 'TIER_UNKNOWN_VERSION'
  | 'TIER_UNENCODABLE_VALUE'
  | 'TIER_WRITE_FAILED'
  | 'TIER_READ_FAILED'
  | 'TIER_DAMAGED'

/**
 * What a disk tier throws when it is opened, and tells `onError` later. What the platform refused is the `cause`, most often a
 * `FilesError`.
 */
export class DiskTierError extends Error {
  /** Always `'DiskTierError'`. */
  override readonly name = 'DiskTierError'
  /** Why, for programs. */
  readonly code: DiskTierErrorCode

  /**
   * @param code - why, for programs
   * @param message - what was given, what is allowed, what to do
   * @param options - the cause, where there is one
   */
  constructor(code: DiskTierErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A value as a message shows it, cut short. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 80 ? `${value.slice(0, 80)}…` : value}"`
  if (typeof value === 'function') return 'a function'
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  return Object(value) === value ? `a value of type ${kind}` : String(value)
}
