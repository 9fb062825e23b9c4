import { crc32, type RandomAccessFile } from '@plimsoll/files'
import { decodeRecordHeader, type FrameEntry, recordHeaderBytes } from './record.js'

/** What the opening of a session found broken. */
export interface Recovery {
  /** Bytes at the end of the file that were no whole frame, such as one that was being written in a crash. */
  readonly droppedBytes: number
  /** Records before the end whose header cannot be read, or whose values were found damaged before. Their frames are missing. */
  readonly damagedRecords: number
}

/** The whole records of a file. */
export interface RecoveredRecords {
  readonly entries: readonly FrameEntry[]
  /** Where the next record goes. */
  readonly end: number
  readonly recovery: Recovery
}

/**
 * Finds all whole records.
 *
 * A process that is killed leaves one torn record at most, the last; a power cut may leave several. So the end is where
 * the last record lies whose values are what its header says. Of those before, the headers are read here, and the values
 * are held against their checksum when they are first asked for; the header of one that differs says so from then on.
 */
export async function recover(file: RandomAccessFile, start: number, frameBytes: number): Promise<RecoveredRecords> {
  const size = await file.size()
  const recordBytes = recordHeaderBytes + frameBytes
  const places = Math.max(0, Math.floor((size - start) / recordBytes))
  const header = new Uint8Array(recordHeaderBytes)
  const read = async (place: number) => {
    const offset = start + place * recordBytes
    await file.readAt(header, offset)
    return decodeRecordHeader(header, offset, frameBytes)
  }

  let whole = places
  let payload: Uint8Array | undefined
  for (; whole > 0; whole--) {
    const last = await read(whole - 1)
    if (!last) continue
    if (last.dropped) break
    payload ??= new Uint8Array(frameBytes)
    await file.readAt(payload, last.offset + recordHeaderBytes)
    if (crc32(payload) === last.crc) break
  }

  const found: FrameEntry[] = []
  const droppedAt = new Map<number, number>()
  for (let place = 0; place < whole; place++) {
    const record = await read(place)
    if (record?.dropped) droppedAt.set(record.index, record.offset)
    else if (record) found.push(record)
  }
  const end = start + whole * recordBytes
  const recovery = { droppedBytes: size - end, damagedRecords: whole - found.length }
  // What stood before a frame that was found damaged is older than what was reported stored: missing is the truth.
  const entries = found.filter(({ index, offset }) => offset > (droppedAt.get(index) ?? -1))
  return { entries, end, recovery }
}
