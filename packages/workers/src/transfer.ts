import { WorkersError } from './errors.js'

/**
 * What can move between threads instead of being copied: an `ArrayBuffer`, a `MessagePort`, a stream, an `ImageBitmap`.
 *
 * Told in its own words: `Transferable` is known to browsers' types alone, and what can move differs by platform.
 */
export type TransferItem = object

const moved = new WeakMap<object, readonly TransferItem[]>()

/**
 * Marks what of a result moves to the caller instead of being copied.
 *
 * `return transfer(cells, [cells.buffer])` costs the same for a megabyte as for a byte. What moved is empty in the
 * worker afterwards. Arguments move by `options.transfer` of {@link WorkerClient.call}.
 *
 * @param value - the result itself, an object or an array; what is marked deeper inside of a result is copied
 * @param transferables - what moves: buffers, ports, bitmaps that `value` holds
 * @returns `value` itself
 * @throws {@link WorkersError} `WORKER_INVALID_TRANSFER` when `value` is no object, and so can hold nothing that moves
 */
export function transfer<T>(value: T, transferables: TransferItem[]): T {
  if (typeof value !== 'object' || value === null) {
    throw new WorkersError(
      'WORKER_INVALID_TRANSFER',
      `transfer was given ${value === null ? 'null' : `a ${typeof value}`}; it takes an object that holds what moves`,
    )
  }
  moved.set(value, transferables)
  return value
}

/** Answers what of a result was marked to move. */
export function takeTransferables(value: unknown): readonly TransferItem[] {
  if (typeof value !== 'object' || value === null) return none
  return moved.get(value) ?? none
}

const none: readonly TransferItem[] = []
