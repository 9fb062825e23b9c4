import type { WorkerPort } from '@plimsoll/workers'

/** Starts this package's worker. In `src/` as in `dist/` it lies beside this file. */
export function startFrameWorker(): WorkerPort {
  // Bundlers look for exactly this: a literal path, `import.meta.url`, and the global `Worker`.
  return new Worker(new URL('./frame-storage.worker.js', import.meta.url), { type: 'module' })
}
