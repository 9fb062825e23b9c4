import { binaryBytesOf, binaryFrom, binaryKindOf } from './binary-kinds.js'
import type { ByteReader } from './byte-reader.js'
import type { ByteWriter } from './byte-writer.js'
import { checkBare, checkItems, checkMembers, classOf } from './plain-data.js'
import { Unencodable } from './unencodable.js'
import { isWellFormed } from './well-formed.js'

const tag = {
  undefined: 0,
  null: 1,
  true: 2,
  false: 3,
  hole: 4,
  count: 5,
  negative: 6,
  float: 7,
  bigint: 8,
  utf8: 9,
  utf16: 10,
  date: 11,
  array: 12,
  object: 13,
  bare: 14,
  map: 15,
  set: 16,
  binary: 17,
  again: 18,
} as const

/**
 * Writes plain data: what JSON tells, `undefined`, `NaN`, `-0`, `BigInt`, dates, maps, sets, buffers and views of them. An object
 * that occurs twice, or within itself, does so again when it is read.
 *
 * @param met - the objects that were written, with their places
 * @throws {@link Unencodable} for anything else, such as an object of a class, a function, or what would come back without a part
 * of it
 */
export function writeStructure(to: ByteWriter, value: unknown, met: Map<object, number>): void {
  switch (typeof value) {
    case 'string':
      writeText(to, value)
      break
    case 'number':
      writeNumber(to, value)
      break
    case 'boolean':
      to.uint8(value ? tag.true : tag.false)
      break
    case 'undefined':
      to.uint8(tag.undefined)
      break
    case 'bigint':
      to.uint8(tag.bigint)
      writeText(to, value.toString(16))
      break
    case 'object':
      if (value === null) to.uint8(tag.null)
      else writeObject(to, value, met)
      break
    default:
      throw new Unencodable(typeof value === 'symbol' ? 'a symbol' : 'a function')
  }
}

function writeText(to: ByteWriter, text: string): void {
  if (isWellFormed(text)) {
    to.uint8(tag.utf8)
    to.count(utf8Length(text))
    to.utf8(text)
  } else {
    to.uint8(tag.utf16)
    to.count(text.length)
    to.utf16(text)
  }
}

function utf8Length(text: string): number {
  let bytes = text.length
  for (let unit = 0; unit < text.length; unit++) {
    const code = text.charCodeAt(unit)
    // The halves of a character of four bytes are two each.
    if (code > 127) bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2
  }
  return bytes
}

function writeNumber(to: ByteWriter, value: number): void {
  const size = Math.abs(value)
  if (size < 2 ** 32 && Number.isInteger(value) && !Object.is(value, -0)) {
    to.uint8(value < 0 ? tag.negative : tag.count)
    to.count(size)
  } else {
    to.uint8(tag.float)
    to.float64(value)
  }
}

function writeObject(to: ByteWriter, value: object, met: Map<object, number>): void {
  const before = met.get(value)
  if (before !== undefined) {
    to.uint8(tag.again)
    to.count(before)
    return
  }
  met.set(value, met.size)
  const prototype = Object.getPrototypeOf(value)
  if (Array.isArray(value)) writeArray(to, value, met)
  else if (prototype === Object.prototype || prototype === null) {
    to.uint8(prototype ? tag.object : tag.bare)
    writeMembers(to, value as Record<string, unknown>, met)
  } else if (prototype === Date.prototype) {
    checkBare(value, 'a Date')
    to.uint8(tag.date)
    to.float64((value as Date).getTime())
  } else if (prototype === Map.prototype) writeMap(to, value as Map<unknown, unknown>, met)
  else if (prototype === Set.prototype) writeSet(to, value as Set<unknown>, met)
  else writeBinary(to, value)
}

function writeMap(to: ByteWriter, map: ReadonlyMap<unknown, unknown>, met: Map<object, number>): void {
  checkBare(map, 'a Map')
  to.uint8(tag.map)
  let left = map.size
  to.count(left)
  for (const [key, item] of map) {
    left--
    writeStructure(to, key, met)
    writeStructure(to, item, met)
  }
  refuseChanged(left, 'a Map')
}

function writeSet(to: ByteWriter, set: ReadonlySet<unknown>, met: Map<object, number>): void {
  checkBare(set, 'a Set')
  to.uint8(tag.set)
  let left = set.size
  to.count(left)
  for (const item of set) {
    left--
    writeStructure(to, item, met)
  }
  refuseChanged(left, 'a Set')
}

// By the trap of a proxy that is in it.
function refuseChanged(left: number, what: string): void {
  if (left !== 0) throw new Unencodable(`${what} that changed while it was read`)
}

function writeBinary(to: ByteWriter, value: object): void {
  const kind = binaryKindOf(value)
  if (kind < 0) throw new Unencodable(`an object of ${classOf(value)}`)
  const bytes = binaryBytesOf(value)
  to.uint8(tag.binary)
  to.uint8(kind)
  to.count(bytes.length)
  to.bytes(bytes)
}

function writeArray(to: ByteWriter, items: readonly unknown[], met: Map<object, number>): void {
  checkItems(items)
  to.uint8(tag.array)
  const { length } = items
  to.count(length)
  for (let at = 0; at < length; at++) {
    if (at in items) writeStructure(to, items[at], met)
    else to.uint8(tag.hole)
  }
}

function writeMembers(to: ByteWriter, value: Record<string, unknown>, met: Map<object, number>): void {
  const names = Object.keys(value)
  checkMembers(value, names)
  to.count(names.length)
  for (const name of names) {
    writeText(to, name)
    writeStructure(to, value[name], met)
  }
}

/**
 * Reads what {@link writeStructure} wrote.
 *
 * @param met - the objects that were read, in the order of their beginnings
 */
export function readStructure(from: ByteReader, met: object[]): unknown {
  const found = from.uint8()
  switch (found) {
    case tag.undefined:
      return undefined
    case tag.null:
      return null
    case tag.true:
      return true
    case tag.false:
      return false
    case tag.count:
      return from.count()
    case tag.negative:
      return -from.count()
    case tag.float:
      return from.float64()
    case tag.bigint:
      return bigintOf(readStructure(from, met) as string)
    case tag.utf8:
      return from.utf8(from.count())
    case tag.utf16:
      return from.utf16(from.count())
    case tag.again:
      return met[from.count()]
    case tag.date:
      return noted(met, new Date(from.float64()))
    case tag.binary:
      return noted(met, binaryFrom(from.uint8(), from.bytes(from.count())) as object)
    default:
      return readHolder(found, from, met)
  }
}

function readHolder(found: number, from: ByteReader, met: object[]): object {
  if (found === tag.array) return readArray(from, met)
  if (found === tag.object) return readMembers(noted(met, {}), from, met)
  if (found === tag.bare) return readMembers(noted(met, Object.create(null)), from, met)
  if (found === tag.map) {
    const map = noted(met, new Map<unknown, unknown>())
    for (let left = from.count(); left > 0; left--) {
      const key = readStructure(from, met)
      map.set(key, readStructure(from, met))
    }
    return map
  }
  if (found !== tag.set) throw new RangeError(`there is no kind ${found} of value`)
  const set = noted(met, new Set<unknown>())
  for (let left = from.count(); left > 0; left--) set.add(readStructure(from, met))
  return set
}

function readArray(from: ByteReader, met: object[]): unknown[] {
  const length = from.count()
  const items: unknown[] = noted(met, [])
  for (let at = 0; at < length; at++) {
    const isHole = from.peek() === tag.hole
    if (isHole) from.uint8()
    else items[at] = readStructure(from, met)
  }
  items.length = length
  return items
}

function readMembers(value: Record<string, unknown>, from: ByteReader, met: object[]): object {
  for (let left = from.count(); left > 0; left--) {
    const name = readStructure(from, met) as string
    const member = readStructure(from, met)
    if (name !== '__proto__') value[name] = member
    // An assignment would change what the object inherits.
    else Object.defineProperty(value, name, { value: member, enumerable: true, configurable: true, writable: true })
  }
  return value
}

function noted<T extends object>(met: object[], value: T): T {
  met.push(value)
  return value
}

function bigintOf(digits: string): bigint {
  return digits.startsWith('-') ? -BigInt(`0x${digits.slice(1)}`) : BigInt(`0x${digits}`)
}
