import { FilesError } from '../errors.js'
import type { RandomAccessFile } from '../random-access-file.js'
import { decodeLogHeader, encodeLogHeader, type LogId, logHeaderBytes, logVersion } from './record-format.js'

/** What is known of a log when its header is. */
export interface BegunLog {
  readonly id: LogId
}

/**
 * Reads the header of a log, or writes it where there is none yet.
 *
 * It is flushed before there are records. So a file that is longer and has none was no log, or was damaged since; one that
 * is not was being made when somebody crashed, and holds nothing.
 */
export async function beginLog(file: RandomAccessFile): Promise<BegunLog> {
  if ((await file.size()) > logHeaderBytes) return readLogHeader(file)
  const found = await decoded(file)
  if (found) return found
  const id = crypto.getRandomValues(new Uint8Array(8))
  await file.truncate(0)
  await file.writeAt(encodeLogHeader(id), 0)
  await file.flush()
  return { id }
}

/** Reads the header of a log that exists. */
export async function readLogHeader(file: RandomAccessFile): Promise<BegunLog> {
  const found = await decoded(file)
  if (found) return found
  throw new FilesError(
    'FILES_DAMAGED',
    `file "${file.name}" does not begin as a log does; remove it, or take another name`,
  )
}

async function decoded(file: RandomAccessFile): Promise<BegunLog | undefined> {
  const bytes = new Uint8Array(logHeaderBytes)
  await file.readAt(bytes, 0)
  const found = decodeLogHeader(bytes)
  if (!found || 'id' in found) return found
  const message = `log "${file.name}" was written by another version of this package (format ${found.version}; this one reads ${logVersion})`
  throw new FilesError('FILES_UNKNOWN_VERSION', `${message}; update the package`)
}
