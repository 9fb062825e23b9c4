/**
 * Watches the memory of a process against its real limits, and shares one line among all that hold memory.
 *
 * @module
 */
export { MemoryError, type MemoryErrorCode } from './errors.js'
export { type MemoryLimitsOptions, memoryLimits } from './limits.js'
export type { MemoryLimits, MemoryPressure, PressureSource } from './pressure.js'
