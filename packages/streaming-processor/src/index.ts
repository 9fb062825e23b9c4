/**
 * Works through data larger than memory: grids and sequences in chunks, within a bound.
 *
 * @module
 */
export { type ChunksByBytes, type ChunksBySize, type ChunksOptions, chunks } from './chunks/chunks.js'
export { type Range, StreamError, type StreamErrorCode, type StreamErrorOptions } from './errors.js'
export { type GridChunk, type GridChunks, type GridChunksOptions, gridChunks } from './grid/grid-chunks.js'
export type { Source } from './source/source.js'
