import type * as v8 from 'node:v8'
import { containerLimit, heapLimits } from '../limits.js'
import type { MemorySample, MemorySource } from '../source.js'
import { builtin, host } from './builtin.js'
import { readCgroup } from './cgroup.js'
import { containerReader } from './container.js'
import { watchCollections } from './gc.js'
import { rssReader } from './proc.js'

/** The memory of this thread's heap and of the process around it: Node, Deno, Bun. `undefined` in browsers. */
export function processSource(): MemorySource | undefined {
  const statistics = builtin<typeof v8>('node:v8')
  if (!statistics?.getHeapStatistics) return undefined
  const bun = host()?.versions?.bun !== undefined
  const rss = rssReader()
  const containerBytes = containerLimit()
  const container = containerReader(containerBytes === undefined ? undefined : readCgroup())
  return {
    name: bun ? 'javascriptcore' : 'v8',
    unavailable: unavailable(bun),
    limits: { ...heapLimits(), containerBytes },
    sample(): MemorySample {
      const heap = statistics.getHeapStatistics()
      return {
        atMs: Date.now(),
        heapUsedBytes: heap.used_heap_size,
        heapTotalBytes: heap.total_heap_size,
        externalBytes: heap.external_memory,
        rssBytes: rss.read(),
      }
    },
    heap() {
      let oldBytes = 0
      let youngBytes = 0
      for (const space of statistics.getHeapSpaceStatistics?.() ?? []) {
        if (space.space_name.startsWith('new_')) youngBytes += space.space_used_size
        else oldBytes += space.space_used_size
      }
      return oldBytes
        ? { oldBytes, youngBytes }
        : { oldBytes: statistics.getHeapStatistics().used_heap_size, youngBytes }
    },
    containerBytes: () => (containerBytes === undefined ? undefined : (container.read() ?? rss.read())),
    watch: watchCollections,
    release() {
      rss.close()
      container.close()
    },
  }
}

function unavailable(bun: boolean): Record<string, string> {
  const missing: Record<string, string> = {}
  if (bun)
    missing.heapBytes = 'JavaScriptCore has no heap limit of its own; the machine or the container ends the process'
  const { PerformanceObserver: Observer } = globalThis as { PerformanceObserver?: typeof PerformanceObserver }
  if (!Observer?.supportedEntryTypes?.includes('gc'))
    missing.collections =
      'this runtime does not tell of garbage collections; what is alive is taken from the lows between samples'
  return missing
}
