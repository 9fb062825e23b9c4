import type * as os from 'node:os'
import type * as v8 from 'node:v8'
import type * as threads from 'node:worker_threads'
import { type ByteSize, parseBytes } from '@plimsoll/bytes'
import { checkOptions } from './check.js'
import { MemoryError } from './errors.js'
import type { MemoryLimits } from './pressure.js'
import { browserHeapLimit } from './sources/browser.js'
import { builtin, host } from './sources/builtin.js'
import { readCgroup } from './sources/cgroup.js'
import { generationLimits, type HeapHints } from './sources/generations.js'

/** How {@link memoryLimits} is asked. */
export interface MemoryLimitsOptions {
  /**
   * A line of your own for the whole process.
   *
   * @defaultValue none
   */
  readonly limit?: ByteSize
}

/**
 * Reads the limits that end this process, of this thread where they are a thread's.
 *
 * Takes some 100 us and reads files: keep the answer.
 *
 * @throws {@link MemoryError} `MONITOR_INVALID_OPTIONS` for unknown options and a `limit` of 0; what
 * {@link @plimsoll/bytes!parseBytes | parseBytes} throws
 *
 * @example
 * ```ts
 * memoryLimits({ limit: '1GiB' })
 * // { heapBytes: 4294967296, heapHeadroomBytes: 16777216, containerBytes: undefined, ownBytes: 1073741824 }
 * ```
 */
export function memoryLimits(options: MemoryLimitsOptions = {}): MemoryLimits {
  checkOptions('MONITOR_INVALID_OPTIONS', 'memoryLimits', options, ['limit'])
  const ownBytes = options.limit === undefined ? undefined : parseBytes(options.limit)
  if (ownBytes === 0) throw new MemoryError('MONITOR_INVALID_OPTIONS', 'limit is 0; give at least 1 byte')
  return { ...heapLimits(), containerBytes: containerLimit(), ownBytes }
}

/** The heap's limit, and the room that V8 wants below it. */
export function heapLimits(): Pick<MemoryLimits, 'heapBytes' | 'heapHeadroomBytes'> {
  const running = host()
  // JavaScriptCore's heap has no limit of its own; what Bun answers here is the machine's memory.
  if (running?.versions?.bun) return { heapBytes: undefined }
  const limit = builtin<typeof v8>('node:v8')?.getHeapStatistics?.().heap_size_limit
  if (!limit) return { heapBytes: browserHeapLimit() }
  const { isMainThread, resourceLimits } = builtin<typeof threads>('node:worker_threads') ?? {}
  const hints = { ...heapHints(), limit, resourceLimits: (!isMainThread && resourceLimits) || {} }
  const { oldBytes, semiSpaceBytes } = generationLimits(hints)
  return { heapBytes: oldBytes, heapHeadroomBytes: semiSpaceBytes }
}

/** What this process was told of its heaps, by flags or by the memory there is. */
export function heapHints(): Required<Pick<HeapHints, 'flags' | 'memories'>> {
  const running = host()
  const machine = builtin<typeof os>('node:os')?.totalmem?.()
  return {
    flags: [...(running?.env?.NODE_OPTIONS?.split(/\s+/) ?? []), ...(running?.execArgv ?? [])],
    memories: [constrained(), machine].filter(memory => memory !== undefined),
  }
}

/** Answers the least limit of the containers around this process. */
export function containerLimit(): number | undefined {
  const machine = builtin<typeof os>('node:os')?.totalmem?.() ?? Number.POSITIVE_INFINITY
  const least = Math.min(
    readCgroup()?.limitBytes ?? Number.POSITIVE_INFINITY,
    constrained() ?? Number.POSITIVE_INFINITY,
  )
  // A limit above the machine's memory limits nothing.
  return least < machine ? least : undefined
}

// 0, or a number near 2 ** 64, where there is no limit.
function constrained(): number | undefined {
  const bytes = host()?.constrainedMemory?.()
  return bytes && bytes < 2 ** 60 ? bytes : undefined
}
