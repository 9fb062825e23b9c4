import { crc32, type RandomAccessFile } from '@plimsoll/files'
import { bytesOf } from './dtype.js'
import type { Dtype } from './frame.js'

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
const version = 1

/**
 * Writes the header: "PLFRAMES", then as uint32, little-endian, version, bytes of the JSON, bytes of the header, CRC-32
 * of the JSON, then the JSON; whole pages, so that records may be mapped into memory.
 */
export function encodeSessionHeader(header: SessionHeader): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header))
  const bytes = new Uint8Array(Math.ceil((fixedBytes + json.length) / pageBytes) * pageBytes)
  const view = new DataView(bytes.buffer)
  const fields = [...magic, version, json.length, bytes.length, crc32(json)]
  for (const [at, value] of fields.entries()) view.setUint32(at * 4, value, true)
  bytes.set(json, fixedBytes)
  return bytes
}

/** A session's header as it was found, and where its records begin. */
export interface FoundHeader {
  readonly header: SessionHeader
  readonly bytes: number
}

/** Reads the header of a file; `undefined` where there is none that is whole. */
export async function readSessionHeader(file: RandomAccessFile): Promise<FoundHeader | undefined> {
  const fixed = new Uint8Array(fixedBytes)
  if ((await file.readAt(fixed, 0)) < fixedBytes) return undefined
  const view = new DataView(fixed.buffer)
  const field = (at: number) => view.getUint32(at * 4, true)
  if (field(0) !== magic[0] || field(1) !== magic[1] || field(2) !== version) return undefined
  const bytes = field(4)
  if (fixedBytes + field(3) > bytes || bytes > (await file.size())) return undefined
  const json = new Uint8Array(field(3))
  await file.readAt(json, fixedBytes)
  if (crc32(json) !== field(5)) return undefined
  return { header: JSON.parse(new TextDecoder().decode(json)) as SessionHeader, bytes }
}
