import { bytesOf } from '../dtype.js'
import type { Dtype } from '../frame.js'

/** How an element of another format becomes a cell. */
export interface ElementCell {
  /** Bytes of the element. */
  readonly bytes: number
  /** The type of the cell. */
  readonly dtype: Dtype
}

const plain = (dtype: Dtype): ElementCell => ({ bytes: bytesOf(dtype), dtype })

/** What can be read, by the names that NumPy and Zarr share. Whole numbers of 64 bits become cells where they are exact. */
export const elementTypes = {
  bool: { bytes: 1, dtype: 'uint8' },
  int8: plain('int8'),
  uint8: plain('uint8'),
  int16: plain('int16'),
  uint16: plain('uint16'),
  int32: plain('int32'),
  uint32: plain('uint32'),
  int64: { bytes: 8, dtype: 'float64' },
  uint64: { bytes: 8, dtype: 'float64' },
  float16: { bytes: 2, dtype: 'float32' },
  float32: plain('float32'),
  float64: plain('float64'),
} as const satisfies Readonly<Record<string, ElementCell>>

/** The name of an element that can be read. */
export type ElementName = keyof typeof elementTypes

/** Their names, for messages. */
export const elementNames = Object.keys(elementTypes).join(', ')

/** Whether elements of that name can be read. */
export function isElementName(name: string): name is ElementName {
  return Object.hasOwn(elementTypes, name)
}

const codes: Readonly<Record<string, ElementName>> = {
  b1: 'bool',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
}

/** An element as NumPy describes it. */
export interface DescribedElement {
  /** Its name. */
  readonly name: ElementName
  /** Which byte comes first: `<` the low one, `>` the high one, `|` where there is one, `=` or nothing as on the machine. */
  readonly order: string | undefined
}

/** Looks up a `descr` of NumPy, such as `<f4`; `undefined` for what cannot be read. */
export function elementOfDescr(descr: string): DescribedElement | undefined {
  const [, order, code = ''] = /^([<>|=])?([a-z]\d+)$/.exec(descr) ?? []
  const name = Object.hasOwn(codes, code) ? codes[code] : undefined
  return name && { name, order }
}
