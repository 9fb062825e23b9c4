/**
 * Counts bytes: the size of a value, byte sizes as text, and the shapes by which holders of memory meet.
 *
 * @module
 */
export { collectionBytes } from './collection-bytes.js'
export type {
  BudgetLike,
  MemoryConsumer,
  MemoryReservation,
  MemoryUsage,
  ReclaimOptions,
  RegisterOptions,
  ReserveOptions,
} from './consumer.js'
export { BytesError, type BytesErrorCode } from './errors.js'
export { type ExplainedPath, type ExplainOptions, Explanation, explain } from './explain.js'
export { type Measured, type MeasureOptions, measure } from './measure.js'
export { Seen } from './seen.js'
export { sizeOf } from './size-of.js'
export { type ByteSize, type FormatBytesOptions, formatBytes, parseBytes } from './units.js'
