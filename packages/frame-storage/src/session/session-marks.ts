import type { FileBackend, FileEntry } from '@plimsoll/files'
import { framesSuffix, markedFile, sessionOf } from './session-name.js'

/** What may be said of a session besides its frames: it is to stay, or has all its frames. */
export type Mark = 'keep' | 'finished'

/*
 * A mark is a file without content whose name says it all: making and removing one is done or not on each platform, and
 * needs neither a lock nor, in pages, a worker. The time of the last access stands in a name, too, so that one listing
 * tells all there is to know.
 */
const usedMark = 'used-'
const usedRest = /^[0-9a-z]+$/
const dayMs = 86_400_000

/** The files of one session, as a listing shows them. */
export interface SessionFiles {
  /** Its name. */
  readonly session: string
  /** The file of its frames; missing where only marks are left. */
  readonly frames: FileEntry | undefined
  readonly kept: boolean
  readonly finished: boolean
  /** When frames were last read or stored, to the minute, in milliseconds since 1970. */
  readonly lastAccessMs: number | undefined
  /** The names of its marks. */
  readonly marks: readonly string[]
}

/** Sets a mark of a session. */
export async function setMark(backend: FileBackend, session: string, mark: Mark): Promise<void> {
  // To be read alone, since in pages that needs no worker.
  const file = await backend.open(markedFile(session, mark), { create: true, readOnly: true })
  try {
    await file.flush()
  } finally {
    await file.close()
  }
}

/** Takes a mark of a session away; answers whether there was one. */
export async function unsetMark(backend: FileBackend, session: string, mark: Mark): Promise<boolean> {
  return backend.remove(markedFile(session, mark))
}

/** Marks when a session was last used. */
export async function markUsed(backend: FileBackend, session: string, nowMs: number): Promise<void> {
  const prefix = markedFile(session, usedMark)
  const file = await backend.open(prefix + nowMs.toString(36), { create: true, readOnly: true })
  await file.close()
  for (const { name } of await backend.list(prefix)) {
    const rest = name.slice(prefix.length)
    if (!usedRest.test(rest)) continue
    const ms = Number.parseInt(rest, 36)
    // A later one is somebody else's, unless it is from before the clock was put right.
    if (ms < nowMs || ms > nowMs + dayMs) await backend.remove(name)
  }
}

/** Answers the files of all sessions of a backend, or of those whose files begin with `prefix`. */
export async function listSessionFiles(backend: FileBackend, prefix = ''): Promise<SessionFiles[]> {
  const found = new Map<string, Gathered>()
  for (const file of await backend.list(prefix)) {
    const dot = file.name.lastIndexOf('.')
    const [key, end] = [file.name.slice(0, dot), file.name.slice(dot + 1)]
    const isFrames = file.name.endsWith(framesSuffix)
    const isUsed = end.startsWith(usedMark) && usedRest.test(end.slice(usedMark.length))
    if (dot <= 0 || !(isFrames || isUsed || end === 'keep' || end === 'finished')) continue
    // A listing tells what lies in folders, too, and what somebody else named so.
    const session = sessionOf(key)
    if (session === undefined) continue
    const files = found.get(key) ?? { session, frames: undefined, kept: false, finished: false, usedMs: [], marks: [] }
    found.set(key, files)
    if (isFrames) files.frames = file
    else files.marks.push(file.name)
    if (isUsed) files.usedMs.push(Number.parseInt(end.slice(usedMark.length), 36))
    if (isFrames && file.modifiedMs !== undefined) files.usedMs.push(file.modifiedMs)
    files.kept ||= end === 'keep'
    files.finished ||= end === 'finished'
  }
  return [...found.values()].map(({ usedMs, ...files }) => ({
    ...files,
    lastAccessMs: usedMs.length > 0 ? Math.max(...usedMs) : undefined,
  }))
}

interface Gathered {
  readonly session: string
  frames: FileEntry | undefined
  kept: boolean
  finished: boolean
  readonly usedMs: number[]
  readonly marks: string[]
}

/** Answers the files of one session. */
export async function filesOf(backend: FileBackend, session: string): Promise<SessionFiles | undefined> {
  const found = await listSessionFiles(backend, markedFile(session, ''))
  return found.find(files => files.session === session)
}

/**
 * Removes all files of a session, in the caller's hands alone by its lock; answers whether there were frames. Cut short by a
 * crash it leaves marks at most, which a new session of that name removes.
 */
export async function removeSessionFiles(backend: FileBackend, { frames, marks }: SessionFiles): Promise<boolean> {
  // By the name that is listed: a file system that does not tell capital letters from small ones would remove another's.
  const removed = frames !== undefined && (await backend.remove(frames.name))
  for (const mark of marks) await backend.remove(mark)
  return removed
}

/** Removes what is left of a former session of that name. */
export async function removeMarks(backend: FileBackend, session: string): Promise<void> {
  for (const mark of (await filesOf(backend, session))?.marks ?? []) await backend.remove(mark)
}
