import type { WorkerPort } from '@plimsoll/workers'

/** Starts this package's worker. In `src/` as in `dist/` it lies beside this file. */
export function startFilesWorker(): WorkerPort {
  // Bundlers look for exactly this: a literal path, `import.meta.url`, and the global `Worker`.
  return new Worker(new URL('./files.worker.js', import.meta.url), { type: 'module' })
}
