import { parseBytes } from '@plimsoll/bytes'
import { memoryLimits } from '../limits.js'
import { noLimit } from './ledger.js'
import { invalid, type MemoryBudgetOptions } from './options.js'

// What is left belongs to the rest of the process: code, stacks, and the burst between two looks.
const share = 0.7

/** Answers where the line is. */
export function limitOf({ limit, monitor, parent }: MemoryBudgetOptions): number {
  if (limit !== undefined) {
    const bytes = parseBytes(limit)
    if (bytes > 0) return bytes
    throw invalid('limit', limit, 'at least 1 byte')
  }
  if (parent !== undefined) return noLimit
  const { heapBytes, heapHeadroomBytes, containerBytes, ownBytes } = monitor?.limits ?? memoryLimits()
  const lines = [containerBytes, ownBytes].filter(bytes => bytes !== undefined).map(bytes => bytes * share)
  if (heapBytes !== undefined) lines.push(heapLine(heapBytes, heapHeadroomBytes))
  if (lines.length === 0)
    throw invalid('limit', limit, 'a size such as "256MiB": this platform tells no limit to take a part of')
  return Math.floor(Math.min(...lines))
}

// V8's small collections stay small only while what is alive leaves it the headroom; as much again is for what the
// process holds and nobody counts.
const heapLine = (heapBytes: number, headroomBytes = 0) =>
  Math.max(heapBytes / 4, (heapBytes - 2 * headroomBytes) * share)
