/**
 * Maps a sequence over worker threads and Web Workers.
 *
 * @module
 */
export { StreamError, type StreamErrorCode, type StreamErrorOptions } from './errors.js'
export type { ConcurrentMap } from './map/concurrent-map.js'
export type { Cells } from './workers/fill-wire.js'
export type { FilledRange } from './workers/filling.js'
export { inPieces } from './workers/in-pieces.js'
export type { WorkerPool } from './workers/lanes.js'
export type { FillWorkersOptions, MapWorkersOptions } from './workers/map-options.js'
export { mapWorkers, type WorkerMap } from './workers/map-workers.js'
