import { type ByteSource, isSeekable } from './byte-source.js'
import type { Source } from './source.js'

/** Where in a source of bytes a reading lies, whose positions are `{ offset }`. */
export interface ByteExtent {
  /** Where it begins. */
  readonly start: number
  /** Where it ends. */
  readonly end: number
  /** How many bytes the source has, which may be more. */
  readonly size: number
}

/** What is known at once, or after a look at the file; nothing where nobody knows. */
export type Told<T> = T | undefined | Promise<T | undefined>

/** By this name a source of bytes tells its size where that is more than `size` says: that a pipe has none. */
export const knownSize: unique symbol = Symbol('knownSize')

/** The extent of a reading of bytes. */
export function extentOf(source: Source<unknown>): Told<ByteExtent> {
  // Not by a symbol: bundlers keep every class that names a member by a value.
  return (source as { readonly 'plimsoll:extent'?: Told<ByteExtent> })['plimsoll:extent']
}

/** Lays a range of bytes over a source of which a reading begins at `start`. */
export function extentIn(source: ByteSource, start: number, end: number): Told<ByteExtent> {
  const laid = (size: unknown) => (typeof size === 'number' ? { start, end: Math.min(end, size), size } : undefined)
  const size = sizeIn(source)
  return size instanceof Promise ? size.then(laid) : laid(size)
}

/** How many bytes a source has, or a promise of that; nothing where nobody knows. */
export function sizeIn(source: ByteSource): unknown {
  if (typeof source !== 'object' || !isSeekable(source)) return undefined
  const {
    [knownSize]: known,
    size,
    byteLength,
  } = source as {
    [knownSize]?(): Promise<number | undefined>
    size?: unknown
    byteLength?: unknown
  }
  if (known) return known.call(source)
  return typeof size === 'function' ? size.call(source) : (size ?? byteLength)
}
