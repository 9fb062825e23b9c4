import { checkOptions, shown } from '../check.js'
import { MemoryError } from '../errors.js'
import { checkName } from './adapt.js'
import type { EntryRules } from './collection.js'
import { type EntryBytes, entryBytes } from './entry-bytes.js'

interface Options<Key, Value> {
  readonly bytesOf?: (value: Value, key: Key) => number | EntryBytes
  readonly onEvict?: (key: Key, value: Value) => void
}

/** Checks what a Map's or Set's consumer was given, and makes of it what is done with the entries. */
export function entryRules<Key, Value>(name: string, options: Options<Key, Value>): EntryRules<Key, Value> {
  checkName(name)
  checkOptions('BUDGET_INVALID_OPTIONS', `"${name}"`, options, ['bytesOf', 'onEvict'])
  const { bytesOf, onEvict } = options
  for (const [option, value] of Object.entries({ bytesOf, onEvict }))
    if (value !== undefined && typeof value !== 'function')
      throw new MemoryError('BUDGET_INVALID_OPTIONS', `${option} of "${name}" is ${shown(value)}; give a function`)
  return { bytesOf: entryBytes(name, bytesOf), exact: bytesOf !== undefined, onEvict }
}
