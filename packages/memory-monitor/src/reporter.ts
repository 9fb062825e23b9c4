import type * as threads from 'node:worker_threads'
import { MemoryError } from './errors.js'
import type { MemoryLevel } from './level.js'
import type { MemoryLimits } from './pressure.js'
import type { MemorySample } from './source.js'
import { builtin } from './sources/builtin.js'

/** What a worker says of itself. */
export interface Report {
  readonly plimsollMemory: 1
  readonly threadId: number
  readonly level: MemoryLevel
  readonly sample: MemorySample
  readonly limits: MemoryLimits
}

/** The way between the threads of a process. */
export interface Channel {
  postMessage(message: unknown): void
  close(): void
  unref?(): void
  onmessage: ((event: { data: unknown }) => void) | null
}

const channelName = '@plimsoll/memory-monitor'

/** Opens the way; `undefined` outside of Node, where it would reach other tabs. */
export function openChannel(): Channel | undefined {
  const { BroadcastChannel: Own } = builtin<typeof threads>('node:worker_threads') ?? {}
  const channel = Own && (new Own(channelName) as unknown as Channel)
  channel?.unref?.()
  return channel
}

/** What tells the thread that started this one. */
export interface Reporter {
  tell(level: MemoryLevel, sample: MemorySample, limits: MemoryLimits): void
  close(): void
}

/**
 * Opens the way from a worker thread to the monitors of its process.
 *
 * @throws {@link MemoryError} `MONITOR_NOT_ALLOWED` outside of a worker thread of Node
 */
export function openReporter(): Reporter {
  const { isMainThread = true, threadId = 0 } = builtin<typeof threads>('node:worker_threads') ?? {}
  const channel = isMainThread ? undefined : openChannel()
  if (!channel) throw new MemoryError('MONITOR_NOT_ALLOWED', 'this is no worker thread of Node; only those report')
  return {
    tell: (level, sample, limits) =>
      channel.postMessage({ plimsollMemory: 1, threadId, level, sample, limits } satisfies Report),
    close: () => channel.close(),
  }
}
