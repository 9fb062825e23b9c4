/**
 * Works through data larger than memory: grids and sequences in chunks, within a bound.
 *
 * @module
 */
export { type ReadableStreamOptions, readableStream } from './adapters/readable-stream.js'
export { type TransformPair, transformStream } from './adapters/transform-stream.js'
export { type ChunksByBytes, type ChunksBySize, type ChunksOptions, chunks } from './chunks/chunks.js'
export { type Range, StreamError, type StreamErrorCode, type StreamErrorOptions } from './errors.js'
export { type GridCell, type GridCells, gridCells } from './grid/grid-cells.js'
export { type GridChunk, type GridChunks, type GridChunksOptions, gridChunks } from './grid/grid-chunks.js'
export type { BadLine } from './lines/bad-lines.js'
export type { LineBatchCut } from './lines/batch-cut.js'
export { type ByteLineBatch, type ByteLines, byteLines } from './lines/byte-lines.js'
export type { LinePosition, LinesOptions } from './lines/line-options.js'
export { type Lines, lines } from './lines/lines.js'
export type { RecordsOptions } from './lines/record-options.js'
export { type RecordPosition, type Records, records } from './lines/records.js'
export type { MapFunction } from './map/calls.js'
export type { ConcurrentMap } from './map/concurrent-map.js'
export { mapConcurrent } from './map/map-concurrent.js'
export type { FailureAnswer, MapConcurrentOptions, MapFailure, MapTask, Replacement } from './map/map-options.js'
export type { RetryOptions } from './map/retry.js'
export type { Checkpoint, CheckpointLoad, CheckpointState } from './process/checkpoint.js'
export { type ChunkFunction, process } from './process/process.js'
export type { ChunkCommit, ChunkFailure, ChunkTask, ProcessOptions } from './process/process-options.js'
export type { ProcessRun } from './process/process-run.js'
export type { Progress, ResumedFrom, RunReport, RunState, SkippedChunk } from './process/progress.js'
export {
  type ProcessChunksOptions,
  type ProcessFileOptions,
  StreamingProcessor,
  type StreamingProcessorOptions,
} from './process/streaming-processor.js'
export type { ByteRange } from './source/byte-range.js'
export { type ByteRanges, type ByteRangesOptions, byteRanges } from './source/byte-ranges.js'
export type {
  ByteSource,
  BytesOptions,
} from './source/byte-source.js'
export { bytes } from './source/bytes.js'
export type { CompressedFormat } from './source/decompress.js'
export type { ByteChunk } from './source/read-chunks.js'
export type { OpenableFile, OpenedFile, ReadableFile } from './source/read-file.js'
export type { Position, ResumableSource } from './source/resumable.js'
export type { Source } from './source/source.js'
