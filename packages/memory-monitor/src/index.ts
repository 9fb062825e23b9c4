/**
 * Watches the memory of a process against its real limits, and shares one line among all that hold memory.
 *
 * @module
 */
export { type Adaption, adapt } from './adapters/adapt.js'
export type { EntryBytes } from './adapters/entry-bytes.js'
export { type MapConsumerOptions, mapConsumer } from './adapters/map.js'
export { type SetConsumerOptions, setConsumer } from './adapters/set.js'
export type { BudgetReservation } from './budget/budget-reservation.js'
export type {
  BudgetEvents,
  DeadlockReport,
  FaultReport,
  HeldBytes,
  LostReport,
  ReclaimReason,
  ReclaimReport,
  WaitReport,
} from './budget/events.js'
export type {
  AskedBytes,
  BudgetExplanation,
  GivenBytes,
  HolderExplanation,
  WaitingExplanation,
} from './budget/explain.js'
export type { HolderKind } from './budget/member.js'
export { MemoryBudget } from './budget/memory-budget.js'
export type { MemoryBudgetOptions, Terms } from './budget/options.js'
export type {
  CleanupCallback,
  CleanupContext,
  CleanupDone,
  CleanupFailed,
  CleanupOptions,
  CleanupPart,
  CleanupReport,
  Freed,
} from './cleanup.js'
export { MemoryError, type MemoryErrorCode } from './errors.js'
export type { MemoryLevel, MemoryThresholds } from './level.js'
export { type MemoryLimitsOptions, memoryLimits } from './limits.js'
export type { MemoryForecast, MemoryLevels } from './lines.js'
export { MemoryMonitor, type SourceDescription } from './monitor.js'
export type { LevelChange, MonitorEvents, MonitorFault, WorkerLevelChange } from './monitor-events.js'
export type { MemoryMonitorOptions } from './options.js'
export type { MemoryLimits, MemoryPressure, PressureEvents, PressureSource } from './pressure.js'
export { getMemoryMonitor, getMemoryUsage, performMemoryCleanup } from './process-monitor.js'
export { type JoinedBudget, type JoinOptions, joinBudget } from './remote/join-budget.js'
export type { BudgetPort, NodeBudgetPort, ProcessBudgetPort, WebBudgetPort } from './remote/port.js'
export { type SharedBudget, type ShareOptions, shareBudget } from './remote/share-budget.js'
export type { Collection, Generations, MemorySample, MemorySource } from './source.js'
export { measurePageMemory, type PageMemory } from './sources/browser.js'
export type { ReadyOptions } from './waiters.js'
export type { WorkerHeap, WorkerLimits, WorkerMemory, WorkerThread } from './workers.js'
