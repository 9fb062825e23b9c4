/** A typed array with one number per element. */
export type Cells =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array

/** What a worker is asked to fill where memory is shared: pieces of a {@link Plan}, as long as there are any. */
export interface SharedFill {
  readonly mark: typeof fillMark
  readonly into: Cells
  readonly plan: SharedArrayBuffer
  readonly pieces: number
  readonly parts: number
  /** Under which number the worker claims pieces, from 0. */
  readonly worker: number
}

/** What a worker is asked to fill where memory is not shared: these parts, in an array of its own. */
export interface MovedFill {
  readonly mark: typeof fillMark
  /** The name of the array's class. */
  readonly kind: string
  /** Start and end of each part, one after the other. */
  readonly bounds: Float64Array
}

/** What a worker did. */
export interface Filled {
  readonly mark: typeof fillMark
  readonly cells: number
  readonly ms: number
  /** The parts, one after the other; missing where memory is shared. */
  readonly values?: Cells
}

/** In each message, so that a function of another kind is told from one that fills. */
export const fillMark = 'plimsoll:fill'

/** Whether a message is a call of ours, or an answer to one. */
export function isFill(data: unknown): data is SharedFill | MovedFill | Filled {
  return typeof data === 'object' && data !== null && 'mark' in data && data.mark === fillMark
}
