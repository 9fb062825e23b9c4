/**
 * Counts bytes: the size of a value, byte sizes as text, and the shapes by which holders of memory meet.
 *
 * @module
 */
export type {
  BudgetLike,
  MemoryConsumer,
  MemoryReservation,
  MemoryUsage,
  ReclaimOptions,
  RegisterOptions,
  ReserveOptions,
} from './consumer.js'
export {
  collectionBytes,
  type ExplainedPath,
  type ExplainOptions,
  Explanation,
  explain,
  type Measured,
  type MeasureOptions,
  measure,
  Seen,
  sizeOf,
} from './counting.js'
export { BytesError, type BytesErrorCode } from './errors.js'
export { type ByteSize, type FormatBytesOptions, formatBytes, parseBytes } from './units.js'
