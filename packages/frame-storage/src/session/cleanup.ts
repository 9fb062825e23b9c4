import type { FileBackend } from '@plimsoll/files'
import { inTurn, isBeingRead, lockIfFree } from './session-lock.js'
import { filesOf, listSessionFiles, removeSessionFiles, type SessionFiles } from './session-marks.js'

/** Which sessions a cleaning up deletes. */
export interface CleanupRules {
  /**
   * Those that nobody opened, read or wrote for so many milliseconds.
   *
   * @defaultValue 3_600_000, an hour
   */
  readonly olderThanMs?: number
}

/** A session that was deleted, or could be. */
export interface RemovableSession {
  /** Its name. */
  readonly session: string
  /** Bytes of its file. */
  readonly bytes: number
  /** When it was last used, in milliseconds since 1970. */
  readonly lastAccessMs: number
}

/** What a cleaning up deleted. */
export interface CleanupReport {
  /** The sessions, the one that was not used for the longest time first. */
  readonly deleted: readonly RemovableSession[]
  /** Bytes of all of them. */
  readonly bytes: number
  /** What could not be deleted, and why: that is tried again by the next one. */
  readonly failed: readonly FailedRemoval[]
}

/** A session that could not be deleted. */
export interface FailedRemoval {
  /** Its name. */
  readonly session: string
  /** What the file system says. */
  readonly error: unknown
}

/** What a cleaning up may delete, and how much. */
export interface CleanupPlan {
  readonly olderThanMs: number
  /** Whether those go, too, of which nobody said that all frames are there. */
  readonly unfinished?: boolean
  /** Stops when so many bytes are free. */
  readonly untilBytes?: number
}

/** The age from which a session may be deleted, where nobody says another. */
export const hourMs = 3_600_000

/** Deletes what may be deleted, the one that was not used for the longest time first. */
export async function cleanUp(backend: FileBackend, plan: CleanupPlan): Promise<CleanupReport> {
  const deleted: RemovableSession[] = []
  const failed: FailedRemoval[] = []
  let bytes = 0
  const all = await listSessionFiles(backend)
  const remove = async (session: string) => {
    try {
      const removed = await removeIfFree(backend, session, plan)
      if (!removed) return
      deleted.push(removed)
      bytes += removed.bytes
    } catch (error) {
      // One that cannot be removed is no reason to leave the others.
      failed.push({ session, error })
    }
  }
  for (const { session } of removableOf(all, plan)) {
    if (bytes >= (plan.untilBytes ?? Number.POSITIVE_INFINITY)) break
    await remove(session)
  }
  // A removal that a crash cut short leaves marks.
  for (const { session, frames } of all) if (!frames) await remove(session)
  return { deleted, bytes, failed }
}

/** Answers what a cleaning up would look at; some of it may be open. */
export async function listRemovable(backend: FileBackend, plan: CleanupPlan): Promise<RemovableSession[]> {
  return removableOf(await listSessionFiles(backend), plan)
}

function removableOf(all: readonly SessionFiles[], plan: CleanupPlan): RemovableSession[] {
  return all.flatMap(files => removable(files, plan) ?? []).sort((a, b) => a.lastAccessMs - b.lastAccessMs)
}

function removable(
  files: SessionFiles,
  { olderThanMs, unfinished = false }: CleanupPlan,
): RemovableSession | undefined {
  const { session, frames, kept, finished, lastAccessMs } = files
  // Of one whose age nobody knows nobody can say that it is old.
  if (!frames || kept || !(finished || unfinished) || lastAccessMs === undefined) return undefined
  if (Date.now() - lastAccessMs < olderThanMs) return undefined
  return { session, bytes: frames.size, lastAccessMs }
}

async function removeIfFree(
  backend: FileBackend,
  session: string,
  plan: CleanupPlan,
): Promise<RemovableSession | undefined> {
  const lock = await lockIfFree(backend, session)
  if (!lock) return undefined
  try {
    return await inTurn(backend, session, async () => {
      // Somebody may have used it, or marked it, between the listing and the lock.
      const files = await filesOf(backend, session)
      const still = files && removable(files, plan)
      const isLeft = files && !files.frames
      // Nor does it go where nobody can tell whether it is being read.
      if (!files || !(still || isLeft) || (await isBeingRead(backend, session)) !== false) return undefined
      return (await removeSessionFiles(backend, files)) ? still : undefined
    })
  } finally {
    await lock.release()
  }
}
