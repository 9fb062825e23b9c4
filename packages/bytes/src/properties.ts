import * as brand from './brand.js'
import { countIndices, elementsOfIndices, isTable } from './keys.js'
import { picked, type Tally } from './tally.js'
import * as v8 from './v8-layout.js'

const { word } = v8.layout
const { getOwnPropertyDescriptor, getOwnPropertyNames, getOwnPropertySymbols } = Object
const { ownKeys } = Reflect

/**
 * Counts an object of properties alone.
 *
 * V8's own mode (slots or a dictionary) cannot be asked for; the keys hint at it.
 */
export function countProperties(
  tally: Tally,
  value: object,
  kind: 'plain' | 'null' | 'instance',
  privateFields: number,
): void {
  const names = getOwnPropertyNames(value)
  const symbols = getOwnPropertySymbols(value)
  const { length } = names
  const indices = countIndices(names)
  const named = length - indices + symbols.length + privateFields
  if (kind === 'plain' && names[length - 1] === 'callee' && brand.isArguments(value)) {
    countArguments(tally, value, indices)
    return
  }
  tally.heap += v8.objectHeader
  if (kind === 'null' || named >= v8.literalLimit || (named >= v8.keyedStoreLimit && isTable(names, indices)))
    tally.heap += v8.nameDictionary(named)
  else tally.heap += (named === 0 && kind === 'plain' ? v8.emptyObjectSlots : named) * word
  if (indices > 0) tally.heap += elementsOfIndices(names, indices)
  if (length > tally.limit) sampleProperties(tally, value, names)
  else
    for (let at = 0; at < length; at++) {
      const name = names[at] as string
      // Written out: calling countProperty here costs up to 3 %.
      const property = getOwnPropertyDescriptor(value, name)
      if (property !== undefined) {
        tally.label = name
        if (property.value !== undefined) tally.count(property.value)
        else countAccessor(tally, property)
      }
    }
  for (let at = 0; at < symbols.length; at++) countProperty(tally, value, symbols[at] as symbol)
}

function sampleProperties(tally: Tally, value: object, names: readonly string[]): void {
  const { length } = names
  const step = length / tally.limit
  const before = tally.heap
  let looked = 0
  for (let at = 0; at < length; at = picked(++looked, step)) countProperty(tally, value, names[at] as string)
  tally.rescale(before, length, looked)
}

// `length` is a slot; `callee` and the iterator are told by the hidden class.
function countArguments(tally: Tally, value: object, indices: number): void {
  tally.heap += v8.objectHeader + word + v8.denseElements(indices, word)
  for (let at = 0; at < indices; at++) countProperty(tally, value, at)
}

/**
 * Counts the properties beside those that the kind has; they stand in slots of the object.
 *
 * @param known - keys of those that the kind has
 * @param from - where they begin among the keys, after the indices
 */
export function countOwn(
  tally: Tally,
  value: object,
  known: readonly PropertyKey[] = [],
  keys: readonly PropertyKey[] = ownKeys(value),
  from = 0,
): void {
  for (let at = from; at < keys.length; at++) {
    const key = keys[at] as PropertyKey
    if (known.includes(key)) continue
    tally.heap += word
    countProperty(tally, value, key)
  }
}

function countProperty(tally: Tally, value: object, key: PropertyKey): void {
  const property = getOwnPropertyDescriptor(value, key)
  if (property === undefined) return
  tally.label = key
  if (property.value !== undefined) tally.count(property.value)
  else countAccessor(tally, property)
}

/** Counts a getter and setter. */
export function countAccessor(tally: Tally, property: PropertyDescriptor): void {
  if (property.get === undefined && property.set === undefined) return
  tally.heap += v8.accessorPair
  tally.count(property.get)
  tally.count(property.set)
}
