import type { WorkerPort } from '@plimsoll/workers'

/** Starts this package's own worker. Lies beside the worker's file: bundlers look for exactly this expression. */
export function startVideoWorker(): WorkerPort {
  return new Worker(new URL('./frame-storage.video.worker.js', import.meta.url), { type: 'module' })
}
