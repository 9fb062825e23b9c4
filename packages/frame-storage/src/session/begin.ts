import type { FileBackend, FilesError, RandomAccessFile } from '@plimsoll/files'
import { FrameStorageError } from '../errors.js'
import type { Dtype } from '../frame.js'
import { shown } from '../shown.js'
import {
  type Beginning,
  encodeSessionHeader,
  type FoundHeader,
  formatVersion,
  readSessionHeader,
  type SessionHeader,
} from './session-header.js'
import { sessionFile } from './session-name.js'

/** What goes before the first page. */
export interface Making {
  /** Makes room for so many bytes, or throws; `undefined` where there is room. */
  readonly admit: (bytes: number) => Promise<void> | undefined
  /** Removes what a former session of that name left. */
  readonly clear: () => Promise<void>
}

/** Reads the first page of a session, or writes it. */
export async function begin(
  file: RandomAccessFile,
  wanted: SessionHeader,
  { admit, clear }: Making,
): Promise<FoundHeader> {
  const found = checkFound(await readSessionHeader(file), wanted.session)
  if (found) {
    checkName(found.header, wanted.session)
    checkSame(found.header, wanted)
    return found
  }
  // What was said of a former session of that name is not true of this one.
  await clear()
  const page = encodeSessionHeader(wanted)
  await admit(page.length)
  await file.truncate(0)
  await file.writeAt(page, 0)
  return { status: 'whole', header: wanted, bytes: page.length }
}

/** Reads the first page of a session that exists. */
export async function beginReading(
  file: RandomAccessFile,
  session: string,
  { shape, dtype }: { readonly shape: readonly number[] | undefined; readonly dtype: Dtype | undefined },
): Promise<FoundHeader> {
  const found = checkFound(await readSessionHeader(file), session)
  if (!found) throw noSession(session)
  const { header } = found
  checkName(header, session)
  checkSame(header, { ...header, shape: shape ?? header.shape, dtype: dtype ?? header.dtype })
  return found
}

/** Refuses what cannot be read; `undefined` where nothing was ever stored. */
function checkFound(found: Beginning, name: string): FoundHeader | undefined {
  if (found.status === 'whole') return found
  const session = `session "${name}"`
  if (found.status === 'unknown version') {
    const message = `${session} was written by another version of this package (format ${found.version}; this one reads ${formatVersion}); update the package`
    throw new FrameStorageError('FRAMES_UNKNOWN_VERSION', message)
  }
  if (found.status === 'damaged') {
    throw new FrameStorageError('FRAMES_DAMAGED', `the first page of ${session} is damaged; delete the session`)
  }
}

/** Opens the file of a session that exists. */
export async function openToRead(backend: FileBackend, session: string): Promise<RandomAccessFile> {
  try {
    return await backend.open(sessionFile(session), { readOnly: true })
  } catch (error) {
    throw (error as FilesError).code === 'FILES_NOT_FOUND' ? noSession(session, error) : error
  }
}

/** Refuses what does not exist, before anything is made to read it, such as a lock and its folder. */
export async function checkExists(backend: FileBackend, session: string): Promise<void> {
  const file = await openToRead(backend, session)
  await file.close()
}

/** The refusal to read what does not exist. */
export function noSession(session: string, cause?: unknown): FrameStorageError {
  const message = `there is no session "${session}", or no longer; open it without readOnly to make it`
  return new FrameStorageError('FRAMES_NO_SESSION', message, { cause })
}

// Whoever deletes by the name in the header would delete another's file.
function checkName(found: SessionHeader, session: string): void {
  if (found.session === session) return
  const message = `the file of session "${session}" says that it is session ${shown(found.session)}: it was copied, or the file system does not tell capital letters from small ones; take another name`
  throw new FrameStorageError('FRAMES_SESSION_MISMATCH', message)
}

function checkSame(found: SessionHeader, wanted: SessionHeader): void {
  const told = ({ shape, dtype }: SessionHeader) => `${dtype} of shape [${shape.join(', ')}]`
  if (told(found) === told(wanted)) return
  const message = `session "${wanted.session}" holds ${told(found)}, not ${told(wanted)}; open it so, or take another name`
  throw new FrameStorageError('FRAMES_SESSION_MISMATCH', message)
}
