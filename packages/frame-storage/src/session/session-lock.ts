import type { FileBackend, FileLock, FilesError } from '@plimsoll/files'
import { FrameStorageError } from '../errors.js'
import { everyStep } from '../every-step.js'
import { markedFile, sessionFile } from './session-name.js'

// What is done in turn takes a moment; whoever holds the turn for longer hangs.
const turnTimeoutMs = 10_000

// Each reader has a lock of its own: they keep nobody out, but say that the session is in use.
const readerMark = 'reader-'

/** Takes the one lock of a session, to write or delete it. */
export async function lockSession(
  backend: FileBackend,
  session: string,
  timeoutMs: number,
  cure = 'close it there first, or open it with readOnly: true',
): Promise<FileLock> {
  const lock = await tryLock(backend, sessionFile(session), timeoutMs)
  if ('release' in lock) return lock
  const message = `session "${session}" is open already, here or elsewhere, and still was after ${timeoutMs} ms; ${cure}`
  throw new FrameStorageError('FRAMES_SESSION_LOCKED', message, { cause: lock.refused })
}

/** Takes the lock of a session, or answers `undefined` where it is open. */
export async function lockIfFree(backend: FileBackend, session: string): Promise<FileLock | undefined> {
  const lock = await tryLock(backend, sessionFile(session), 0)
  return 'release' in lock ? lock : undefined
}

/** Says that a session is being read, until it is released. */
export async function lockForReading(backend: FileBackend, session: string): Promise<FileLock> {
  const [nonce = 0] = crypto.getRandomValues(new Uint32Array(1))
  return backend.lock(markedFile(session, readerMark + nonce.toString(36)))
}

/**
 * Does what says something of a session, or begins to use it, and what removes it, one after the other: so that nothing is
 * removed between being looked at and being marked. For what takes a moment alone; a writer holds the session's lock as well.
 */
export async function inTurn<T>(backend: FileBackend, session: string, work: () => Promise<T>): Promise<T> {
  const turn = await tryLock(backend, markedFile(session, 'turn'), turnTimeoutMs)
  if ('refused' in turn) {
    const message = `session "${session}" is being opened, marked or deleted elsewhere, and still was after ${turnTimeoutMs} ms; close what hangs there`
    throw new FrameStorageError('FRAMES_SESSION_LOCKED', message, { cause: turn.refused })
  }
  let result!: T
  await everyStep(
    async () => {
      result = await work()
    },
    () => turn.release(),
  )
  return result
}

/** Answers what tells whether a session is open, to be written or read, as far as the backend can tell. */
export async function sessionsInUse(backend: FileBackend): Promise<(session: string) => Promise<boolean>> {
  const names = await backend.lockedNames?.()
  return async session => {
    const own = sessionFile(session)
    if (names) return [...names].some(name => name === own || isReaderOf(session, name))
    // Where nobody tells which locks are held, the writer's is tried.
    const lock = await tryLock(backend, own, 0)
    if ('refused' in lock) return true
    await lock.release()
    return false
  }
}

/** Whether somebody has a session open to be read; `undefined` where the backend cannot tell. */
export async function isBeingRead(backend: FileBackend, session: string): Promise<boolean | undefined> {
  const names = await backend.lockedNames?.()
  return names && [...names].some(name => isReaderOf(session, name))
}

function isReaderOf(session: string, lock: string): boolean {
  const prefix = markedFile(session, readerMark)
  return lock.startsWith(prefix) && /^[0-9a-z]+$/.test(lock.slice(prefix.length))
}

async function tryLock(
  backend: FileBackend,
  name: string,
  timeoutMs: number,
): Promise<FileLock | { readonly refused: unknown }> {
  try {
    return await backend.lock(name, { timeoutMs })
  } catch (error) {
    if ((error as FilesError).code === 'FILES_LOCKED') return { refused: error }
    throw error
  }
}
