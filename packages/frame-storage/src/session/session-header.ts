import { crc32, type RandomAccessFile } from '@plimsoll/files'
import { bytesOf } from '../dtype.js'
import type { Dtype } from '../frame.js'

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** What a session is: the first page of its file says so, as JSON. */
export interface SessionHeader {
  /** Its name. */
  readonly session: string
  /** The axes of each grid, slowest first: rows, columns. */
  readonly shape: readonly number[]
  /** The type of each cell. */
  readonly dtype: Dtype
  /** What the caller wants to be kept with it. */
  readonly meta?: Json
}

/** Cells of a grid. */
export function cellsOf({ shape }: Pick<SessionHeader, 'shape'>): number {
  return shape.reduce((cells, steps) => cells * steps, 1)
}

/** Bytes of a grid. */
export function frameBytesOf(header: Pick<SessionHeader, 'shape' | 'dtype'>): number {
  return cellsOf(header) * bytesOf(header.dtype)
}

const pageBytes = 4096
const fixedBytes = 24
// "PLFRAMES" as two little-endian numbers.
const magic = [0x5246_4c50, 0x5345_4d41] as const

/** The version of the format that is written and read. */
export const formatVersion = 2

/**
 * Writes the header: "PLFRAMES", then as uint32, little-endian, version, bytes of the JSON, bytes of the header, CRC-32
 * of the JSON, then the JSON; whole pages, so that records may be mapped into memory.
 */
export function encodeSessionHeader(header: SessionHeader): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header))
  const bytes = new Uint8Array(headerBytes(json.length))
  const view = new DataView(bytes.buffer)
  const fields = [...magic, formatVersion, json.length, bytes.length, crc32(json)]
  for (const [at, value] of fields.entries()) view.setUint32(at * 4, value, true)
  bytes.set(json, fixedBytes)
  return bytes
}

function headerBytes(jsonBytes: number): number {
  return Math.ceil((fixedBytes + jsonBytes) / pageBytes) * pageBytes
}

/** A session's header as it was found, and where its records begin. */
export interface FoundHeader {
  readonly status: 'whole'
  readonly header: SessionHeader
  readonly bytes: number
}

/**
 * What begins a file. `begun`: nothing, or the start of a first page, by whom ended before it was whole; so nothing can
 * have been stored.
 */
export type Beginning =
  | FoundHeader
  | { readonly status: 'begun' }
  | { readonly status: 'unknown version'; readonly version: number }
  | { readonly status: 'damaged' }

/** Reads the header of a file. */
export async function readSessionHeader(file: RandomAccessFile): Promise<Beginning> {
  const fixed = new Uint8Array(fixedBytes)
  const read = await file.readAt(fixed, 0)
  const view = new DataView(fixed.buffer)
  const field = (at: number) => view.getUint32(at * 4, true)
  const start = new Uint8Array(Uint32Array.of(...magic, formatVersion).buffer)
  const differs = start.findIndex((byte, at) => at < read && fixed[at] !== byte)
  if (differs >= 8 && read >= 12) return { status: 'unknown version', version: field(2) }
  if (differs >= 0) return { status: 'damaged' }
  if (read < fixedBytes) return { status: 'begun' }
  const bytes = field(4)
  if (bytes !== headerBytes(field(3))) return { status: 'damaged' }
  const size = await file.size()
  // The lengths are in no checksum: where there is more than a first page, frames may follow one that is shorter than it says.
  if (bytes > size) return { status: size <= pageBytes ? 'begun' : 'damaged' }
  const json = new Uint8Array(field(3))
  await file.readAt(json, fixedBytes)
  if (crc32(json) !== field(5)) return { status: 'damaged' }
  return { status: 'whole', header: JSON.parse(new TextDecoder().decode(json)) as SessionHeader, bytes }
}
