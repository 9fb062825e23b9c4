import { isBeginning } from '../beginning.js'
import { crc32 } from '../checksum.js'
import { FilesError } from '../errors.js'
import type { RandomAccessFile } from '../random-access-file.js'

const headerBytes = 32
const version = 1
// "PLMF", read as a little-endian number.
const magic = 0x464d_4c50

/** One of the two files of a manifest, and what stands in it. */
export type Slot =
  | { readonly status: 'whole'; readonly sequence: number; readonly bytes: Uint8Array }
  | { readonly status: 'empty' }
  /** The first there ever was, which holds nothing, was being written. */
  | { readonly status: 'begun'; readonly bytes: number }
  | { readonly status: 'torn'; readonly bytes: number }

/** Writes a manifest, whole, in place of what the file held. */
export async function writeSlot(file: RandomAccessFile, sequence: number, content: Uint8Array): Promise<void> {
  const bytes = encodeSlot(sequence, content)
  await file.writeAt(bytes, 0)
  await file.truncate(bytes.length)
  await file.flush()
}

/**
 * "PLMF", version as uint32, its number as uint64, bytes of the content, CRC-32 of the content, four zeros, CRC-32 of the 28
 * bytes before, all little-endian; then the content.
 */
function encodeSlot(sequence: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerBytes + content.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, version, true)
  view.setUint32(8, sequence % 2 ** 32, true)
  view.setUint32(12, Math.floor(sequence / 2 ** 32), true)
  view.setUint32(16, content.length, true)
  view.setUint32(20, crc32(content), true)
  view.setUint32(28, crc32(bytes.subarray(0, 28)), true)
  bytes.set(content, headerBytes)
  return bytes
}

/** Reads what stands in a file of a manifest. */
export async function readSlot(file: RandomAccessFile): Promise<Slot> {
  const size = await file.size()
  if (size === 0) return { status: 'empty' }
  const header = new Uint8Array(headerBytes)
  await file.readAt(header, 0)
  const isBegun = size <= headerBytes && isBeginning(header, encodeSlot(0, new Uint8Array(0)))
  const torn = { status: isBegun ? 'begun' : 'torn', bytes: size } as const
  const view = new DataView(header.buffer)
  if (view.getUint32(0, true) !== magic || view.getUint32(28, true) !== crc32(header.subarray(0, 28))) return torn
  if (view.getUint32(4, true) !== version) {
    const message = `manifest "${file.name}" was written by another version of this package (format ${view.getUint32(4, true)}; this one reads ${version})`
    throw new FilesError('FILES_UNKNOWN_VERSION', `${message}; update the package`)
  }
  const length = view.getUint32(16, true)
  if (size < headerBytes + length) return torn
  const bytes = new Uint8Array(length)
  if ((await file.readAt(bytes, headerBytes)) < length || crc32(bytes) !== view.getUint32(20, true)) return torn
  return { status: 'whole', sequence: view.getUint32(12, true) * 2 ** 32 + view.getUint32(8, true), bytes }
}
