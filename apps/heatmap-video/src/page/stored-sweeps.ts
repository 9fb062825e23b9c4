import { FrameStorage } from '@plimsoll/frame-storage'
import { signal } from '@preact/signals'
import { type Job, jobKey, parseJob } from '../job.js'
import { deleteFilmsOf } from './film-control.js'
import { session } from './sweep-state.js'

/** A sweep whose frames lie on this device. */
export interface StoredSweep {
  /** Its session. */
  readonly key: string
  readonly bytes: number
  readonly frames: number
  readonly job: Job
}

/** The sweeps on this device, without the one on show. */
export const storedSweeps = signal<readonly StoredSweep[]>([])

/** Looks what lies on this device. Where nothing can, there is nothing. */
export async function listStored(): Promise<void> {
  const found = await FrameStorage.sessions().catch(() => [])
  storedSweeps.value = found.flatMap(({ session: key, bytes, records, meta }) => {
    const job = jobOf(meta)
    // What an older model computed has another key, and cannot be gone on with.
    if (!job || jobKey(job) !== key || key === session.peek()?.key) return []
    return [{ key, bytes, frames: Math.min(records, job.t.steps), job }]
  })
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
