import { FrameStorage } from '@plimsoll/frame-storage'
import { signal } from '@preact/signals'
import { type Job, jobKey, parseJob } from '../job.js'
import { deleteFilmsOf, filmedSweeps } from './film-control.js'

/** A sweep whose frames lie on this device. */
export interface StoredSweep {
  /** Its session. */
  readonly key: string
  readonly bytes: number
  readonly frames: number
  readonly job: Job
  /** Whether it is marked to stay. */
  readonly kept: boolean
}

/** The sweeps on this device, the one that was used last first. */
export const storedSweeps = signal<readonly StoredSweep[]>([])

let lookings = 0

/** Looks what lies on this device. Where nothing can, there is nothing. */
export async function listStored(): Promise<void> {
  const looking = ++lookings
  // Before the sweeps: a film that comes in between has one.
  const filmed = await filmedSweeps().catch(() => [])
  const found = await FrameStorage.sessions().catch(() => undefined)
  // Somebody looked later, and knows better.
  if (looking !== lookings) return
  const byUse = [...(found ?? [])].sort((a, b) => (b.lastAccessMs ?? 0) - (a.lastAccessMs ?? 0))
  storedSweeps.value = byUse.flatMap(({ session: key, bytes, records, meta, kept }) => {
    const job = jobOf(meta)
    // What an older model computed has another key, and cannot be gone on with.
    if (!job || jobKey(job) !== key) return []
    return [{ key, bytes, frames: Math.min(records, job.t.steps), job, kept }]
  })
  // A cleaning up deletes frames, and knows nothing of films.
  const orphans = filmed.filter(key => found?.every(({ session }) => session !== key))
  for (const key of orphans) await deleteFilmsOf(key).catch(() => {})
}

/** Marks a sweep to stay, or takes that back. */
export async function keepStored(key: string, kept: boolean): Promise<void> {
  await (kept ? FrameStorage.keep(key) : FrameStorage.unkeep(key))
  await listStored()
}

/**
 * Deletes the frames and the films of a sweep.
 *
 * @throws `FrameStorageError` `FRAMES_SESSION_LOCKED` where another tab has it open
 */
export async function deleteStored(key: string): Promise<void> {
  await FrameStorage.delete(key)
  await deleteFilmsOf(key)
  await listStored()
}

function jobOf(meta: unknown): Job | undefined {
  try {
    return parseJob((meta as { job?: unknown } | undefined)?.job)
  } catch {
    return undefined
  }
}
