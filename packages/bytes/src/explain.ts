import { BytesError } from './errors.js'
import { checkOptions } from './options.js'
import { isOneOfMany, manyText, stepText } from './path-text.js'
import type { Label } from './tally.js'
import { formatBytes } from './units.js'
import { isKnown } from './v8-layout.js'
import { Walk } from './walk.js'

/** How {@link explain} answers. */
export interface ExplainOptions {
  /**
   * Paths to list at most, 1 or more.
   *
   * @defaultValue 10
   */
  readonly top?: number
}

/** One of the paths with the most bytes, or many that differ in nothing but indices and keys of entries. */
export interface ExplainedPath {
  /** How it is reached from the value: `.orders`, `.orders[*].lines` for many; empty for the value itself. */
  readonly path: string
  /** Objects at this path. */
  readonly count: number
  /** Bytes of those objects alone, with the texts and boxed numbers that they hold. */
  readonly ownBytes: number
  /** Bytes of those objects and of all that is reached through them. */
  readonly totalBytes: number
  /** Part of the whole's bytes, from 0 to 1, that `totalBytes` is. */
  readonly share: number
  /** The largest of them. */
  readonly largest: {
    /** Where it is, such as `.orders[3].lines`. */
    readonly path: string
    /** Its bytes with those of all that is reached through it. */
    readonly totalBytes: number
  }
}

/** Which paths of a value hold its bytes: see {@link explain}. `String(explanation)` is a table of them. */
export class Explanation {
  /** Bytes on the heap and outside of it. */
  readonly totalBytes: number
  /** Objects that were visited. */
  readonly visited: number
  /** As in {@link Measured.exact}. */
  readonly exact: boolean
  /** The paths with the most bytes, largest first; the value itself is the first of them. */
  readonly paths: readonly ExplainedPath[]

  /** Made by {@link explain}; yours to make in tests. */
  constructor(parts: { totalBytes: number; visited: number; exact: boolean; paths: readonly ExplainedPath[] }) {
    this.totalBytes = parts.totalBytes
    this.visited = parts.visited
    this.exact = parts.exact
    this.paths = parts.paths
  }

  /** Writes a table, a line for each path. */
  toString(): string {
    const head = ['total', 'share', 'own', 'count', 'path']
    const rows = this.paths.map(({ path, count, ownBytes, totalBytes, share, largest }) => [
      formatBytes(totalBytes),
      `${Math.round(share * 100)} %`,
      formatBytes(ownBytes),
      String(count),
      path === ''
        ? '(itself)'
        : count > 1
          ? `${path}  largest ${largest.path}, ${formatBytes(largest.totalBytes)}`
          : path,
    ])
    const table = [head, ...rows]
    const widths = head.map((_, column) => Math.max(...table.map(row => (row[column] as string).length)))
    return table
      .map(row => row.map((cell, column) => (column === 4 ? cell : cell.padStart(widths[column] as number))).join('  '))
      .join('\n')
  }
}

// Paths that differ in nothing but indices and keys are one.
class Group {
  own = 0
  total = 0
  count = 0
  /** The member with the most bytes. */
  largest = 0
  readonly below = new Map<string, Group>()

  constructor(readonly depth: number) {}
}

// Further down, parts count with what holds them: a list linked node by node has a path of its own for each.
const maxDepth = 24
// An object of more parts than this is a table: its keys are taken for keys of entries.
const maxNamed = 20

/**
 * Answers which paths of a value hold the most bytes.
 *
 * Counts as {@link sizeOf} does, `O(n)` in time and memory. Each part counts once, for the shortest path that leads to it;
 * elements of arrays, entries of Maps and Sets, and keys of tables are taken together as `[*]`, and the largest of them is named.
 *
 * @throws {@link BytesError} `BYTES_INVALID_OPTIONS` for options that do not exist or cannot be
 *
 * @example
 * ```ts
 * console.log(String(explain({ orders, settings }, { top: 5 })))
 * ```
 */
export function explain(value: unknown, options: ExplainOptions = {}): Explanation {
  checkOptions(options, ['top'])
  const { top = 10 } = options
  if (!(Number.isSafeInteger(top) && top > 0) && top !== Infinity)
    throw new BytesError(
      'BYTES_INVALID_OPTIONS',
      `top is ${typeof top === 'number' ? top : typeof top}; give a whole number of 1 or more`,
    )
  const walk = new Walk()
  const labels: Label[] = []
  walk.labels = labels
  walk.count(value)
  walk.countTexts()
  const root = new Group(0)
  const objects: object[] = walk.stack.splice(0)
  const places: Label[] = labels.splice(0)
  const parents: number[] = [-1]
  const groups: Group[] = [root]
  const totals: number[] = [walk.heap]
  root.own = walk.heap
  for (let at = 0; at < objects.length; at++) {
    const before = walk.heap + walk.external
    walk.visit(objects[at] as object)
    walk.countTexts()
    const own = walk.heap + walk.external - before
    const group = groups[at] as Group
    group.own += own
    group.count++
    totals[at] = (totals[at] ?? 0) + own
    const found = walk.stack.splice(0)
    const names = labels.splice(0)
    const isTable = names.length > maxNamed
    for (let child = 0; child < found.length; child++) {
      const label = names[child] as Label
      objects.push(found[child] as object)
      places.push(label)
      parents.push(at)
      groups.push(groupBelow(group, label, isTable))
    }
  }
  const totalBytes = walk.heap + walk.external
  // What is held comes after what holds it.
  for (let at = objects.length - 1; at >= 0; at--) {
    const group = groups[at] as Group
    const total = totals[at] as number
    const parent = parents[at] as number
    if (parent >= 0) totals[parent] = (totals[parent] as number) + total
    if (parent < 0 || groups[parent] !== group) group.total += total
    if (total >= (totals[group.largest] as number) || groups[group.largest] !== group) group.largest = at
  }
  if (objects.length === 0) root.total = walk.heap
  const pathOf = (at: number): string => {
    const steps: string[] = []
    for (let node = at; node > 0; node = parents[node] as number) steps.push(stepText(places[node] as Label))
    return steps.reverse().join('')
  }
  const paths: ExplainedPath[] = []
  const rank = (group: Group, path: string) => {
    paths.push({
      path: group.count === 1 ? pathOf(group.largest) : path,
      count: group.count,
      ownBytes: group.own,
      totalBytes: group.total,
      share: totalBytes > 0 ? group.total / totalBytes : 0,
      largest: { path: pathOf(group.largest), totalBytes: totals[group.largest] ?? group.total },
    })
    for (const [step, below] of group.below) rank(below, path + step)
  }
  rank(root, '')
  paths.sort((one, other) => other.totalBytes - one.totalBytes)
  return new Explanation({
    totalBytes,
    visited: walk.visited,
    exact: isKnown && !walk.guessed,
    paths: paths.slice(0, top),
  })
}

function groupBelow(group: Group, label: Label, isTable: boolean): Group {
  if (group.depth === maxDepth) return group
  const step = isTable || isOneOfMany(label) ? manyText(label) : stepText(label)
  let below = group.below.get(step)
  if (below === undefined) {
    below = new Group(group.depth + 1)
    group.below.set(step, below)
  }
  return below
}
