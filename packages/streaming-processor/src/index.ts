/**
 * Works through data larger than memory: grids and sequences in chunks, mapped over workers, within a bound.
 *
 * @module
 */
export { type ChunksByBytes, type ChunksBySize, type ChunksOptions, chunks } from './chunks.js'
export { type Range, StreamError, type StreamErrorCode, type StreamErrorOptions } from './errors.js'
export { type GridChunk, type GridChunks, type GridChunksOptions, gridChunks } from './grid.js'
export type { WorkerPool } from './lanes.js'
export type { MapWorkersOptions } from './map-options.js'
export { mapWorkers } from './map-workers.js'
export type { Source } from './sources.js'
export type { WorkerMap } from './worker-map.js'
