import { MemoryError } from '../errors.js'
import { checkName, shown } from './adapt.js'
import type { EntryRules } from './collection.js'
import { type EntryBytes, entryBytes } from './entry-bytes.js'

interface Options<Key, Value> {
  readonly bytesOf?: (value: Value, key: Key) => number | EntryBytes
  readonly onEvict?: (key: Key, value: Value) => void
}

/** Checks what a Map's or Set's consumer was given, and makes of it what is done with the entries. */
export function entryRules<Key, Value>(name: string, options: Options<Key, Value>): EntryRules<Key, Value> {
  checkName(name)
  if (typeof options !== 'object' || options === null)
    throw invalid(`the options of "${name}" are ${shown(options)}; give an object with bytesOf or onEvict`)
  const { bytesOf, onEvict, ...unknown } = options
  const [other] = Object.keys(unknown)
  if (other !== undefined)
    throw invalid(`"${name}" was given the unknown option "${other}"; there are bytesOf and onEvict`)
  for (const [option, value] of Object.entries({ bytesOf, onEvict }))
    if (value !== undefined && typeof value !== 'function')
      throw invalid(`${option} of "${name}" is ${shown(value)}; give a function`)
  return { bytesOf: entryBytes(name, bytesOf), exact: bytesOf !== undefined, onEvict }
}

const invalid = (message: string) => new MemoryError('BUDGET_INVALID_OPTIONS', message)
