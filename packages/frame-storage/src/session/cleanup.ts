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
  let bytes = 0
  for (const candidate of await listRemovable(backend, plan)) {
    if (bytes >= (plan.untilBytes ?? Number.POSITIVE_INFINITY)) break
    const removed = await removeIfFree(backend, candidate, plan)
    if (!removed) continue
    deleted.push(removed)
    bytes += removed.bytes
  }
  return { deleted, bytes }
}

/** Answers what a cleaning up would look at; some of it may be open. */
export async function listRemovable(backend: FileBackend, plan: CleanupPlan): Promise<RemovableSession[]> {
  const found = (await listSessionFiles(backend)).flatMap(files => removable(files, plan) ?? [])
  return found.sort((a, b) => a.lastAccessMs - b.lastAccessMs)
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
  { session }: RemovableSession,
  plan: CleanupPlan,
): Promise<RemovableSession | undefined> {
  const lock = await lockIfFree(backend, session)
  if (!lock) return undefined
  try {
    return await inTurn(backend, session, async () => {
      // Somebody may have used it, or marked it, between the listing and the lock.
      const files = await filesOf(backend, session)
      const still = files && removable(files, plan)
      if (!still || (await isBeingRead(backend, session))) return undefined
      return (await removeSessionFiles(backend, session)) ? still : undefined
    })
  } finally {
    await lock.release()
  }
}
