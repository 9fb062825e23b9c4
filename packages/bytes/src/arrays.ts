import * as brand from './brand.js'
import { countIndices, isDense, isThin } from './keys.js'
import { countAccessor, countOwn } from './properties.js'
import { picked, type Tally } from './tally.js'
import * as v8 from './v8-layout.js'

const { word, heapNumber } = v8.layout
const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn, isExtensible } = Object
const { ownKeys } = Reflect
const { prototype: arrayPrototype } = Array

// Names of an array's own (a match's `index`) are looked for in arrays up to so long: keys are made as strings.
const maxNamedLength = 1000

/** Counts an array and what stands in it. */
export function countArray(tally: Tally, value: unknown[]): void {
  const { length } = value
  const thin = isThin(value)
  // Where most of a long array is missing, its keys are fewer than its indices.
  const keys: readonly PropertyKey[] = thin ? ownKeys(value) : []
  const count = thin ? countIndices(keys) : length
  // A plain array is taken to have no properties beside its elements, unless it is a match.
  const plain = brand.tellsProxies && getPrototypeOf(value) === arrayPrototype
  const named = !thin && length <= maxNamedLength && (!plain || hasOwn(value, 'index'))
  const step = Math.max(1, count / tally.limit)
  const before = tally.heap
  let doubles = 0
  let others = 0
  let looked = 0
  for (let place = 0; place < count; place = step > 1 ? picked(looked, step) : place + 1) {
    const at = thin ? (keys[place] as number) : place
    looked++
    if (!plain && !hasOwn(value, at)) continue
    let element: unknown
    if (plain && !brand.hasGetter(value, at)) {
      element = value[at]
      if (element === undefined && !hasOwn(value, at)) continue
    } else {
      const property = getOwnPropertyDescriptor(value, at)
      element = property?.value
      if (element === undefined && property !== undefined) countAccessor(tally, property)
    }
    if (typeof element === 'number') {
      if (!v8.isSmi(element)) doubles++
    } else {
      others++
      if (element !== undefined && element !== null) {
        tally.label = at
        tally.count(element)
      }
    }
  }
  if (step > 1) {
    tally.rescale(before, count, looked)
    doubles = Math.round(doubles * tally.scale)
  }
  const dense = !thin || isDense(keys, count, length)
  // Numbers alone stand unboxed, 8 bytes each; beside other values, and in frozen arrays, the large ones have boxes.
  const unboxed = dense && doubles > 0 && others === 0 && isExtensible(value)
  tally.heap += v8.jsArray + (dense ? v8.denseElements(length, unboxed ? 8 : word) : v8.numberDictionary(count))
  if (!unboxed) tally.heap += doubles * heapNumber
  if (thin || named) {
    const all = thin ? keys : ownKeys(value)
    countOwn(tally, value, ['length'], all, countIndices(all))
  }
}
