import type { FileBackend, FileLock, FilesError } from '@plimsoll/files'
import { FrameStorageError } from './errors.js'
import { RecordFormat } from './record.js'
import { lastRecord } from './recover.js'
import { readSessionHeader, type SessionHeader } from './session-header.js'

/** A session that is stored. */
export interface SessionInfo extends SessionHeader {
  /** Bytes of its file. */
  readonly bytes: number
  /** Frames that were stored, those in whose place others stand included. */
  readonly records: number
  /** When it was last written, in milliseconds since 1970; missing where the platform does not tell. */
  readonly modifiedMs?: number
}

const suffix = '.frames'

/**
 * Answers the file of a session.
 *
 * @throws {@link FrameStorageError} `FRAMES_INVALID_OPTIONS` for a name that is empty or too long for a file
 */
export function sessionFile(session: string): string {
  const why = fault(session)
  if (why) {
    const shown = typeof session === 'string' ? `"${session.slice(0, 60)}"` : String(session)
    throw new FrameStorageError('FRAMES_INVALID_OPTIONS', `session ${shown} ${why}; use a name of 1 to 180 characters`)
  }
  return encoded(session) + suffix
}

function fault(session: string): string | undefined {
  if (typeof session !== 'string') return 'is no text'
  if (session === '') return 'is empty'
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(session))
    return 'holds half a character'
  if (encoded(session).length > 180)
    return 'is too long for a file name (letters beyond ASCII take up to twelve places)'
}

// Letters that some file system does not take, or that mean something to a backend.
function encoded(session: string): string {
  return encodeURIComponent(session).replace(/[*~]/g, letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Takes the one lock of a session. */
export async function lockSession(backend: FileBackend, session: string, timeoutMs: number): Promise<FileLock> {
  const file = sessionFile(session)
  try {
    return await backend.lock(file, { timeoutMs })
  } catch (error) {
    if ((error as FilesError).code !== 'FILES_LOCKED') throw error
    const message = `session "${session}" is open elsewhere, and still was after ${timeoutMs} ms; close it there first`
    throw new FrameStorageError('FRAMES_SESSION_LOCKED', message, { cause: error })
  }
}

/** Answers all sessions of a backend, also those that are open. */
export async function listSessions(backend: FileBackend): Promise<SessionInfo[]> {
  const found: SessionInfo[] = []
  for (const { name, size, modifiedMs } of await backend.list()) {
    if (!name.endsWith(suffix)) continue
    const read = await readHeaderOf(backend, name)
    if (read?.status !== 'whole') continue
    const time = modifiedMs === undefined ? {} : { modifiedMs }
    found.push({ ...read.header, bytes: size, records: read.records, ...time })
  }
  return found
}

async function readHeaderOf(backend: FileBackend, name: string) {
  try {
    const file = await backend.open(name, { readOnly: true })
    try {
      const found = await readSessionHeader(file)
      if (found.status !== 'whole') return found
      const last = await lastRecord(file, found.bytes, await file.size(), new RecordFormat(found.header))
      return { ...found, records: last?.ordinal ?? 0 }
    } finally {
      await file.close()
    }
  } catch (error) {
    // Deleted by somebody else in between.
    if ((error as FilesError).code === 'FILES_NOT_FOUND') return undefined
    throw error
  }
}

/** Deletes a session; answers whether there was one. */
export async function deleteSession(backend: FileBackend, session: string, timeoutMs: number): Promise<boolean> {
  const lock = await lockSession(backend, session, timeoutMs)
  try {
    return await backend.remove(sessionFile(session))
  } finally {
    await lock.release()
  }
}
