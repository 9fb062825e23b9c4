/**
 * Maps a sequence over worker threads and Web Workers.
 *
 * @module
 */
export { StreamError, type StreamErrorCode, type StreamErrorOptions } from './errors.js'
export type { ConcurrentMap } from './map/concurrent-run.js'
export type { WorkerPool } from './workers/lanes.js'
export type { MapWorkersOptions } from './workers/map-options.js'
export { mapWorkers, type WorkerMap } from './workers/map-workers.js'
