import { parseBytes } from '@plimsoll/bytes'
import { memoryLimits } from '../limits.js'
import { invalid, type MemoryBudgetOptions } from './options.js'

// What is left belongs to the rest of the process: code, stacks, what nobody counts, and the burst between two looks.
const share = 0.7

/** Answers where the line is. */
export function limitOf({ limit, monitor, parent }: MemoryBudgetOptions): number {
  if (limit !== undefined) {
    const bytes = parseBytes(limit)
    if (bytes > 0) return bytes
    throw invalid('limit', limit, 'at least 1 byte')
  }
  // As much as the parent gives.
  if (parent !== undefined) return Number.MAX_SAFE_INTEGER
  const { heapBytes, containerBytes, ownBytes } = monitor?.limits ?? memoryLimits()
  const smallest = Math.min(...[heapBytes, containerBytes, ownBytes].filter(bytes => bytes !== undefined))
  if (smallest === Number.POSITIVE_INFINITY)
    throw invalid('limit', limit, 'a size such as "256MiB": this platform tells no limit to take a part of')
  return Math.floor(smallest * share)
}
