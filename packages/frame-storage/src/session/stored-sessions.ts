import type { FileBackend, FilesError } from '@plimsoll/files'
import { FrameStorageError } from '../errors.js'
import { RecordFormat } from '../record/record.js'
import { lastRecord } from '../record/recover.js'
import { readSessionHeader, type SessionHeader } from './session-header.js'
import { inTurn, isBeingRead, lockSession, sessionsInUse } from './session-lock.js'
import { filesOf, listSessionFiles, removeSessionFiles, setMark, unsetMark } from './session-marks.js'

/** A session that is stored. */
export interface SessionInfo extends SessionHeader {
  /** Bytes of its file. */
  readonly bytes: number
  /** Frames that were stored, those in whose place others stand included. */
  readonly records: number
  /** When it was last written, in milliseconds since 1970; missing where the platform does not tell. */
  readonly modifiedMs?: number
  /**
   * When it was last used: opened, read or written; to the minute, in milliseconds since 1970. Missing where the platform
   * does not tell.
   */
  readonly lastAccessMs?: number
  /** Whether it is marked by {@link FrameStorage.keep}. */
  readonly kept: boolean
  /** Whether all its frames are there: as many as `frames` of {@link FrameStorage.open} said, or said by `finish()` of the storage. */
  readonly finished: boolean
  /** Whether it is open, to be written or read, here or elsewhere. */
  readonly locked: boolean
}

/** Answers all sessions of a backend, also those that are open. */
export async function listSessions(backend: FileBackend): Promise<SessionInfo[]> {
  const found: SessionInfo[] = []
  const inUse = await sessionsInUse(backend)
  for (const { session, frames, kept, finished, lastAccessMs } of await listSessionFiles(backend)) {
    const read = frames && (await readHeaderOf(backend, frames.name))
    // A file that was copied, and still says the name of the first, cannot be opened by either name.
    if (read?.status !== 'whole' || read.header.session !== session) continue
    const { size, modifiedMs } = frames as { size: number; modifiedMs?: number }
    found.push({
      ...read.header,
      bytes: size,
      records: read.records,
      ...(modifiedMs === undefined ? {} : { modifiedMs }),
      ...(lastAccessMs === undefined ? {} : { lastAccessMs }),
      kept,
      finished,
      locked: await inUse(session),
    })
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
  // Nothing is made where there is nothing to be deleted, a lock neither.
  if (!(await filesOf(backend, session))) return false
  const lock = await lockSession(backend, session, timeoutMs, 'close it there first')
  try {
    return await inTurn(backend, session, async () => {
      const files = await filesOf(backend, session)
      if (!(await isBeingRead(backend, session))) return files !== undefined && removeSessionFiles(backend, files)
      const message = `session "${session}" is being read elsewhere; close it there first`
      throw new FrameStorageError('FRAMES_SESSION_LOCKED', message)
    })
  } finally {
    await lock.release()
  }
}

/** Marks a session to stay, or takes that back; answers whether there is such a session. */
export async function keepSession(backend: FileBackend, session: string, kept: boolean): Promise<boolean> {
  // What a crash left before it was whole is no session, and a new one of that name would not have its mark.
  const exists = async () => {
    const frames = (await filesOf(backend, session))?.frames
    return frames !== undefined && (await readHeaderOf(backend, frames.name))?.status === 'whole'
  }
  // Nothing is made beside a session that there is not, a lock neither.
  if (!(await exists())) return false
  return inTurn(backend, session, async () => {
    if (!(await exists())) return false
    if (kept) await setMark(backend, session, 'keep')
    else await unsetMark(backend, session, 'keep')
    return true
  })
}
