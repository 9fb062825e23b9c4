import type { Label } from './tally.js'

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u
const index = /^(?:0|[1-9]\d*)$/
const maxText = 40

/** Whether a label is one of many alike: an element, an entry, a key that is a number. */
export const isOneOfMany = (label: Label): boolean =>
  typeof label === 'object' || typeof label === 'number' || (typeof label === 'string' && index.test(label))

/** Writes how a part is reached from its holder: `.name`, `[3]`, `.get("key")`. */
export function stepText(label: Label): string {
  if (typeof label === 'object') {
    if (label.of === 'value') return `.get(${shown(label.key)})`
    return label.of === 'key' ? `.keys(${shown(label.key)})` : `.values(${String(label.key)})`
  }
  if (typeof label === 'string' && identifier.test(label)) return `.${shortened(label)}`
  return `[${typeof label === 'string' && !index.test(label) ? JSON.stringify(shortened(label)) : String(label)}]`
}

/** Writes how any of many alike is reached. */
export function manyText(label: Label): string {
  if (typeof label !== 'object') return '[*]'
  return { value: '.get(*)', key: '.keys(*)', member: '.values(*)' }[label.of]
}

const shortened = (text: string): string => (text.length > maxText ? `${text.slice(0, maxText - 1)}…` : text)

function shown(key: unknown): string {
  if (typeof key === 'string') return JSON.stringify(shortened(key))
  if (typeof key === 'function') return 'function'
  return typeof key === 'object' && key !== null ? '{…}' : String(key)
}
