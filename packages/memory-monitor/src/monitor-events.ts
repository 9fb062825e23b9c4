import type { CleanupReport } from './cleanup.js'
import type { MemoryLevel } from './level.js'
import type { MemoryLevels } from './lines.js'
import type { MemoryPressure } from './pressure.js'
import type { MemorySample } from './source.js'
import type { WorkerMemory } from './workers.js'

/** What a {@link MemoryMonitor} tells. */
export interface MonitorEvents {
  /** Memory was measured: at each collection of garbage, and each interval. After the pressure that follows from it. */
  measure: undefined
  /** A sample, each interval. */
  sample: MemorySample
  /** The level has changed. */
  level: LevelChange
  /** Memory runs short; once per new measurement. */
  pressure: MemoryPressure
  /** The level of a worker thread against its own limit has changed. */
  worker: WorkerLevelChange
  /** A cleanup is done. */
  cleanup: CleanupReport
  /** A cleanup callback failed, or the platform refused a measurement. */
  error: MonitorFault
}

/** The level has changed. */
export interface LevelChange {
  /** The level now. */
  readonly level: MemoryLevel
  /** The level before. */
  readonly previous: MemoryLevel
  /** The level now against each limit. */
  readonly levels: MemoryLevels
}

/** A worker's level has changed. */
export interface WorkerLevelChange {
  /** What is known of it now. */
  readonly worker: WorkerMemory
  /** Its level before. */
  readonly previous: MemoryLevel
}

/** Something failed that had nobody to tell. */
export interface MonitorFault {
  /** What failed: a cleanup callback by its name, `'cleanup'` as a whole, or a `'measurement'`. */
  readonly name: string
  /** What was thrown. */
  readonly error: unknown
}

/** The names of all events. */
export const monitorEvents: readonly string[] = ['sample', 'measure', 'level', 'pressure', 'worker', 'cleanup', 'error']
