import { FrameStorageError } from '../errors.js'
import { shown } from '../shown.js'

/** Some bytes from a place on. */
export interface ZarrBytesFrom {
  /** The first. */
  readonly offset: number
  /** How many; fewer at the end. */
  readonly length: number
}

/** The last bytes. */
export interface ZarrLastBytes {
  /** How many; fewer where there are fewer. */
  readonly suffixLength: number
}

/** A part of a value. */
export type ZarrRange = ZarrBytesFrom | ZarrLastBytes

/** What a store may be told on reading. */
export interface ZarrGetOptions {
  /** Ends the reading. */
  readonly signal?: AbortSignal
}

/** Where Zarr arrays are read: zarrita's stores, a `Map`, {@link filesStore}, {@link blobStore}, or your own. */
export interface ZarrReadable {
  /** Answers the bytes of a key, such as `/frames/c/0/0/0`; `undefined` where there are none. */
  get(key: `/${string}`, options?: ZarrGetOptions): Promise<Uint8Array | undefined> | Uint8Array | undefined
  /** Answers some bytes of a key; arrays in shards cannot be read without it. */
  getRange?(
    key: `/${string}`,
    range: ZarrRange,
    options?: ZarrGetOptions,
  ): Promise<Uint8Array | undefined> | Uint8Array | undefined
}

/** Where Zarr arrays are written: zarrita's stores, a `Map`, {@link filesStore}, or your own. */
export interface ZarrWritable {
  /** Keeps bytes; they must not be used before it resolves. */
  set(key: `/${string}`, value: Uint8Array): unknown
  /** As in {@link ZarrReadable}; with it, what is there already is not written over. */
  get?(key: `/${string}`): Promise<Uint8Array | undefined> | Uint8Array | undefined
}

/** Refuses what is no store. */
export function checkStore(store: unknown, method: 'get' | 'set'): void {
  if (typeof (store as Partial<Record<string, unknown>> | null)?.[method] === 'function') return
  const cure = "give one with get and set, such as filesStore(platformFiles({ directory: 'heat.zarr' }))"
  throw new FrameStorageError('ZARR_INVALID_STORE', `the store is ${shown(store)}; ${cure}`)
}

/** Where a range lies in so many bytes. */
export function rangeOf(range: ZarrRange, size: number): { from: number; to: number } {
  if ('suffixLength' in range) return { from: Math.max(0, size - range.suffixLength), to: size }
  const from = Math.min(range.offset, size)
  return { from, to: Math.min(from + range.length, size) }
}
