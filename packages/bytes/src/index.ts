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
