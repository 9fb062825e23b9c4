import { formatBytes } from '@plimsoll/bytes'
import { atMost, type MemoryLevel } from './level.js'
import type { MemoryLevels } from './lines.js'
import type { MemoryLimits } from './pressure.js'
import type { MemorySource } from './source.js'

const limits = [
  { of: 'heap', called: 'the old generation of the heap' },
  { of: 'container', called: 'the container' },
  { of: 'own', called: 'the process, by your own limit,' },
] as const

/**
 * Says which limits have kept one waiting, and what is measured against them now.
 *
 * @param most - the level that was waited for
 * @param levels - as last judged; `undefined` before the first measurement
 */
export function keptWaiting(
  most: MemoryLevel,
  levels: MemoryLevels | undefined,
  bounds: MemoryLimits,
  source: MemorySource,
): string {
  const parts: string[] = []
  for (const { of, called } of limits) {
    const level = levels?.[of]
    const limit = bounds[`${of}Bytes`]
    if (level === undefined || limit === undefined || atMost(level, most)) continue
    const used = measured(source, of)
    const figure =
      used === undefined
        ? `has a limit of ${formatBytes(limit)}`
        : `holds ${formatBytes(used)} of ${formatBytes(limit)}`
    parts.push(`${called} ${figure}, which is "${level}"`)
  }
  return parts.length === 0 ? 'no measurement has shown that there is room' : parts.join('; ')
}

function measured(source: MemorySource, limit: keyof MemoryLevels): number | undefined {
  try {
    if (limit === 'heap') return source.heap()?.oldBytes
    if (limit === 'container') return source.containerBytes()
    const { rssBytes, heapUsedBytes = 0, externalBytes = 0 } = source.sample()
    return rssBytes ?? heapUsedBytes + externalBytes
  } catch {
    // A source that fails tells so by the event 'error'.
    return undefined
  }
}
