import type { Dtype } from '../frame.js'
import type { Json } from '../session/session-header.js'

/** What an array of Zarr v3 says of itself. */
export interface ArrayPlan {
  /** The axes, slowest first. */
  readonly shape: readonly number[]
  /** The axes of a chunk. */
  readonly chunkShape: readonly number[]
  /** The type of each cell. */
  readonly dtype: Dtype
  /** The value of what no chunk holds. */
  readonly fill: number
  /** Whether chunks are compressed. */
  readonly gzip: boolean
  /** A name for each axis. */
  readonly dimensionNames: readonly string[]
  /** What else is to be kept with it. */
  readonly attributes: { readonly [key: string]: Json }
}

/** The metadata of an array (Zarr core specification 3.1, "Array metadata"). */
export function arrayMetadata(plan: ArrayPlan): { readonly [key: string]: Json } {
  const { shape, chunkShape, dtype, fill, gzip, dimensionNames, attributes } = plan
  return {
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type: dtype === 'uint8clamped' ? 'uint8' : dtype,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: chunkShape } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: jsonNumber(fill),
    codecs: [
      { name: 'bytes', configuration: { endian: 'little' } },
      // What the platform's own compression takes is zlib's default.
      ...(gzip ? [{ name: 'gzip', configuration: { level: 6 } }] : []),
    ],
    attributes,
    dimension_names: dimensionNames,
    storage_transformers: [],
  }
}

/**
 * The metadata of a group, with that of its arrays, so that a reader needs one request instead of one for each. The
 * specification leaves room for it; zarr-python and zarrita read it.
 */
export function groupMetadata(
  attributes: { readonly [key: string]: Json },
  arrays: { readonly [name: string]: Json },
): { readonly [key: string]: Json } {
  return {
    zarr_format: 3,
    node_type: 'group',
    attributes,
    consolidated_metadata: { kind: 'inline', must_understand: false, metadata: arrays },
  }
}

// JSON has no NaN; the specification writes it as a text.
function jsonNumber(value: number): Json {
  if (Number.isNaN(value)) return 'NaN'
  if (Number.isFinite(value)) return value
  return value > 0 ? 'Infinity' : '-Infinity'
}

/** The value that stands for "nothing here", as xarray reads it from an array of Zarr v3: floats as base64 of 8 bytes. */
export function fillAttribute(dtype: Dtype, fill: number): Json {
  if (!dtype.startsWith('float')) return fill
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, fill, true)
  return btoa(String.fromCharCode(...bytes))
}
