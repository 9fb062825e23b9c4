import type { CleanupReport } from './cleanup.js'
import { MemoryMonitor } from './monitor.js'
import type { MemorySample } from './source.js'

let own: MemoryMonitor | undefined

/**
 * Answers the monitor of this process (of this thread, where there are several), made when first asked for, and anew
 * where the last one was closed.
 */
export function getMemoryMonitor(): MemoryMonitor {
  if (!own || own.closed) own = new MemoryMonitor()
  return own
}

/**
 * Measures the memory of this process now.
 *
 * @example
 * ```ts
 * getMemoryUsage().heapUsedBytes // 5123456
 * ```
 */
export function getMemoryUsage(): MemorySample {
  return getMemoryMonitor().sample()
}

/**
 * Asks all that joined {@link getMemoryMonitor}'s cleanups to free memory; see {@link MemoryMonitor.performCleanup}.
 */
export function performMemoryCleanup(): Promise<CleanupReport> {
  return getMemoryMonitor().performCleanup()
}
