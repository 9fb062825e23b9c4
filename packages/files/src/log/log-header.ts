import { FilesError } from '../errors.js'
import type { RandomAccessFile } from '../random-access-file.js'
import {
  decodeLogHeader,
  encodeLogHeader,
  isBegunLogHeader,
  type LogId,
  logHeaderBytes,
  logVersion,
} from './record-format.js'

/** What is known of a log when its header is. */
export interface BegunLog {
  readonly id: LogId
}

/**
 * Reads the header of a log, or writes it where there is none yet.
 *
 * It is flushed before there are records. So a file that is longer and has none was no log, or was damaged since; one that
 * has the beginning of a header, and no more than zeros behind it, was being made when somebody crashed, and holds nothing.
 */
export async function beginLog(file: RandomAccessFile): Promise<BegunLog> {
  if ((await file.size()) > logHeaderBytes) return readLogHeader(file)
  const bytes = await firstBytes(file)
  const found = decoded(file, bytes)
  if (found) return found
  if (!isBegunLogHeader(bytes)) throw noLog(file)
  const id = crypto.getRandomValues(new Uint8Array(8))
  await file.truncate(0)
  await file.writeAt(encodeLogHeader(id), 0)
  await file.flush()
  return { id }
}

/** Reads the header of a log that exists. */
export async function readLogHeader(file: RandomAccessFile): Promise<BegunLog> {
  const found = decoded(file, await firstBytes(file))
  if (found) return found
  throw noLog(file)
}

// Zeros where the file has none.
async function firstBytes(file: RandomAccessFile): Promise<Uint8Array> {
  const bytes = new Uint8Array(logHeaderBytes)
  await file.readAt(bytes, 0)
  return bytes
}

function noLog(file: RandomAccessFile): FilesError {
  const message = `file "${file.name}" does not begin as a log does; remove it, or take another name`
  return new FilesError('FILES_DAMAGED', message)
}

function decoded(file: RandomAccessFile, bytes: Uint8Array): BegunLog | undefined {
  const found = decodeLogHeader(bytes)
  if (!found || 'id' in found) return found
  const message = `log "${file.name}" was written by another version of this package (format ${found.version}; this one reads ${logVersion})`
  throw new FilesError('FILES_UNKNOWN_VERSION', `${message}; update the package`)
}
