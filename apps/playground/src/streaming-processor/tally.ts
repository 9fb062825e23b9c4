/** What a value of JSON is. */
export type JsonType = 'text' | 'number' | 'true or false' | 'null' | 'list' | 'object'

/** A line that is no JSON. */
export interface BadLine {
  /** Its number, from 1. */
  readonly line: number
  /** Why not. */
  readonly reason: string
  /** How it begins. */
  readonly text: string
}

/** What was counted of a range of a file, or of ranges that follow one another. */
export interface Tally {
  lines: number
  blank: number
  /** The longest line and its number, from 1; 0 where there is none. */
  longest: { readonly bytes: number; readonly line: number }
  /** Lines that are JSON. */
  records: number
  /** How often each field is of which type. */
  readonly fields: Map<string, Map<JsonType, number>>
  /** Records of more fields than are told apart. */
  crowded: number
  /** Lines that are no JSON, and the first of them. */
  bad: number
  readonly firstBad: BadLine[]
}

/** So many bad lines are kept, whatever the file. */
export const maxKeptBad = 100
// And so many fields are told apart.
const maxFields = 200

/** Nothing counted yet. */
export const emptyTally = (): Tally => ({
  ...{ lines: 0, blank: 0, longest: { bytes: 0, line: 0 } },
  ...{ records: 0, fields: new Map(), crowded: 0, bad: 0, firstBad: [] },
})

/** Counts a record. */
export function countRecord(tally: Tally, record: unknown): void {
  tally.records += 1
  let isCrowded = false
  if (typeOf(record) === 'object') {
    for (const field of Object.keys(record as object)) {
      const type = typeOf((record as Record<string, unknown>)[field])
      if (!countField(tally, field, type, 1)) isCrowded = true
    }
  }
  if (isCrowded) tally.crowded += 1
}

/** Adds what was counted right after it in the file, where lines are numbered from the start of each range. */
export function addTally(to: Tally, next: Tally): void {
  const { lines } = to
  if (next.longest.bytes > to.longest.bytes || to.longest.line === 0) {
    const { bytes, line } = next.longest
    to.longest = { bytes, line: line && lines + line }
  }
  for (const [field, types] of next.fields) {
    for (const [type, count] of types) countField(to, field, type, count)
  }
  for (const bad of next.firstBad.slice(0, maxKeptBad - to.firstBad.length)) {
    to.firstBad.push({ ...bad, line: lines + bad.line })
  }
  for (const name of ['lines', 'blank', 'records', 'crowded', 'bad'] as const) to[name] += next[name]
}

function countField({ fields }: Tally, field: string, type: JsonType, count: number): boolean {
  let types = fields.get(field)
  if (!types) {
    if (fields.size >= maxFields) return false
    types = new Map()
    fields.set(field, types)
  }
  types.set(type, (types.get(type) ?? 0) + count)
  return true
}

function typeOf(value: unknown): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'true or false'
  return typeof value === 'number' ? 'number' : 'object'
}
