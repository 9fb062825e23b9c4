import { jsPromise, jsWeakCollection, layout, objectHeader } from './v8-layout.js'

// What an object is, without running a line of the user's code: no `instanceof` (it asks `Symbol.hasInstance`), no
// `toString` (it reads `Symbol.toStringTag`), no getter of the object.

/** The kinds of object whose layout is known apart from that of a plain one. */
export type Kind = keyof typeof checks | 'null' | 'plain' | 'instance' | 'opaque'

type Check = (value: object) => unknown

// An intrinsic getter, called on an object of another kind, throws: the one reliable sign of an inner slot.
function getter(prototype: object, name: PropertyKey): Check {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get
  return value => get?.call(value)
}
const method =
  (call: (...args: never[]) => unknown, ...args: unknown[]): Check =>
  value =>
    Reflect.apply(call, value, args)

const unlikely = {}

/** Size of a Map, whatever its class says of `size`. */
export const mapSize = getter(Map.prototype, 'size') as (map: object) => number
/** Size of a Set, whatever its class says of `size`. */
export const setSize = getter(Set.prototype, 'size') as (set: object) => number
/** Time of a Date. */
export const timeOf = method(Date.prototype.getTime) as (date: object) => number
/** Pattern of a regular expression. */
export const regExpSource = getter(RegExp.prototype, 'source') as (pattern: object) => string
/** Text of a URL. */
export const urlText = platform('URL', 'href') as (url: object) => string
/** Calls back with each parameter of a URL. */
export const eachSearchParam = platform('URLSearchParams', 'forEach') as (
  parameters: object,
  call: (value: string, name: string) => void,
) => void
/** Bytes of an ArrayBuffer. */
export const bufferBytes = getter(ArrayBuffer.prototype, 'byteLength') as (buffer: object) => number
/** Bytes of a SharedArrayBuffer; pages that are not isolated have none. */
export const sharedBytes: (buffer: object) => number =
  typeof SharedArrayBuffer === 'undefined'
    ? () => {
        throw new TypeError('SharedArrayBuffer is missing here')
      }
    : (getter(SharedArrayBuffer.prototype, 'byteLength') as (buffer: object) => number)

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object
const typedArrayName = getter(typedArray, Symbol.toStringTag)
const typedArrayParts = partsOf(typedArray)
const dataViewParts = partsOf(DataView.prototype)
const typedArrayLength = getter(typedArray, 'length') as (view: object) => number

// Node's own classes keep their parts in private fields; their text says how much that is.
function platform(name: string, of: string): (value: object, ...args: unknown[]) => unknown {
  const maker = (globalThis as Record<string, unknown>)[name] as { prototype: object } | undefined
  const property = maker && Object.getOwnPropertyDescriptor(maker.prototype, of)
  const read: unknown = property?.get ?? property?.value
  return (value, ...args) => (typeof read === 'function' ? Reflect.apply(read, value, args) : undefined)
}

function partsOf(prototype: object) {
  return {
    buffer: getter(prototype, 'buffer') as (view: object) => ArrayBufferLike,
    byteOffset: getter(prototype, 'byteOffset') as (view: object) => number,
    byteLength: getter(prototype, 'byteLength') as (view: object) => number,
  }
}

/** Whether a view is no typed array. */
export const isDataView = (view: ArrayBufferView): boolean => typedArrayName(view) === undefined
/** How to read a view, whatever its class says of itself. */
export const viewParts = (view: ArrayBufferView) => (isDataView(view) ? dataViewParts : typedArrayParts)

/** Elements of a view; bytes, of a DataView. */
export const viewLength = (view: ArrayBufferView): number =>
  isDataView(view) ? dataViewParts.byteLength(view) : typedArrayLength(view)

const checks = {
  Map: mapSize,
  Set: setSize,
  Date: timeOf,
  RegExp: regExpSource,
  ArrayBuffer: bufferBytes,
  SharedArrayBuffer: sharedBytes,
  WeakMap: method(WeakMap.prototype.has, unlikely),
  WeakSet: method(WeakSet.prototype.has, unlikely),
  Number: method(Number.prototype.valueOf),
  String: method(String.prototype.valueOf),
  Boolean: method(Boolean.prototype.valueOf),
  Symbol: method(Symbol.prototype.valueOf),
  BigInt: method(BigInt.prototype.valueOf),
  URL: urlText,
  URLSearchParams: (parameters: object) => eachSearchParam(parameters, () => undefined),
  // These have no check that leaves the object alone; nothing but their size is taken from the name.
  Promise: () => true,
  WeakRef: () => true,
  Error: () => true,
}

/** What is known of all objects with one prototype. */
export interface Shape {
  readonly kind: Kind
  /** Fields that the classes up the chain declare as private; each has a slot. */
  readonly privateFields: number
  /** Bytes after the header, where the kind has no rule of its own. */
  readonly extra: number
  /** Whether it leads to parts that cannot be seen. */
  readonly hidden: boolean
}

const shapes = new WeakMap<object, Shape>()
const withoutPrototype: Shape = { kind: 'null', privateFields: 0, extra: 0, hidden: false }
const instance: Shape = { kind: 'instance', privateFields: 0, extra: 0, hidden: true }
let lastPrototype: object | undefined
let lastShape = instance

/** Answers what an object is that is no array, view or function. `prototype` is the object's. */
export function shapeOf(value: object, prototype: object | null): Shape {
  if (prototype === null) return withoutPrototype
  if (prototype !== lastPrototype) {
    let shape = shapes.get(prototype)
    if (shape === undefined) {
      shape = shapeFor(prototype)
      shapes.set(prototype, shape)
    }
    lastPrototype = prototype
    lastShape = shape
  }
  const { kind } = lastShape
  if (kind === 'plain' || kind === 'instance' || kind === 'opaque') return lastShape
  try {
    checks[kind as keyof typeof checks](value)
    return lastShape
  } catch {
    return instance
  }
}

function shapeFor(prototype: object): Shape {
  const kind = named(prototype)
  const privateFields = kind === 'URL' || kind === 'URLSearchParams' ? 0 : privateFieldsOf(prototype)
  const tag = kind === 'instance' ? tagOf(prototype) : undefined
  if (tag !== undefined && tag in opaqueWords)
    return { kind: 'opaque', privateFields, extra: (opaqueWords[tag] as number) * layout.word, hidden: true }
  const hidden = privateFields > 0 || hiding.has(kind) || (kind === 'instance' && isOfPlatform(prototype))
  const extra =
    kind === 'Promise'
      ? jsPromise - objectHeader
      : kind.startsWith('Weak') && kind !== 'WeakRef'
        ? jsWeakCollection - objectHeader
        : layout.word
  return { kind, privateFields, extra, hidden }
}

const hiding = new Set<Kind>(['Promise', 'WeakMap', 'WeakSet', 'URL', 'URLSearchParams'])

// Words after the header of what shows nothing of itself (measured).
const opaqueWords: Record<string, number> = {
  Generator: 13,
  AsyncGenerator: 20,
  'Map Iterator': 4,
  'Set Iterator': 4,
  'Array Iterator': 4,
  'Intl.NumberFormat': 7,
  'Intl.DateTimeFormat': 15,
  'Intl.Collator': 6,
}

function tagOf(prototype: object): string | undefined {
  for (let at: object | null = prototype; at; at = Object.getPrototypeOf(at)) {
    const tag: unknown = Object.getOwnPropertyDescriptor(at, Symbol.toStringTag)?.value
    if (typeof tag === 'string') return tag
  }
  return undefined
}

const sourceOf = Function.prototype.toString

function makerOf(prototype: object): object | undefined {
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  return typeof maker === 'function' && !isProxy(maker) ? maker : undefined
}

/** Whether a class comes with the platform: what its objects hold need not show. */
function isOfPlatform(prototype: object): boolean {
  const maker = makerOf(prototype)
  return maker !== undefined && /\{\s*\[native code\]\s*\}$/.test(Reflect.apply(sourceOf, maker, []))
}

// A declared field stands at the start of a statement; a use has a point ahead, a method a parenthesis behind.
const declaredField = /(?:^|[{};\n])\s*(?:static\s+)?(#[\w$]+)\s*(?=[=;}\n])/g

function privateFieldsOf(prototype: object): number {
  let count = 0
  for (let at: object | null = prototype; at; at = Object.getPrototypeOf(at)) {
    const maker = makerOf(at)
    if (maker === undefined) continue
    const source: string = Reflect.apply(sourceOf, maker, [])
    if (!source.startsWith('class') || !source.includes('#')) continue
    count += new Set([...source.matchAll(declaredField)].map(([, name]) => name)).size
  }
  return count
}

// By the names of the constructors up the chain, so that another realm's Map (a frame's, a vm's) is one too.
function named(prototype: object): Kind {
  for (let at: object | null = prototype; at; at = Object.getPrototypeOf(at)) {
    const maker: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value
    if (typeof maker !== 'function') continue
    const name: unknown = Object.getOwnPropertyDescriptor(maker, 'name')?.value
    if (name === 'Object' && Object.getPrototypeOf(at) === null) return at === prototype ? 'plain' : 'instance'
    if (typeof name === 'string' && Object.hasOwn(checks, name)) return name as Kind
  }
  return 'instance'
}

const argumentsIterator = Array.prototype[Symbol.iterator]

/** Whether a plain object whose last name is `callee` is a function's arguments. */
export const isArguments = (value: object): boolean =>
  Object.getOwnPropertyDescriptor(value, Symbol.iterator)?.value === argumentsIterator &&
  Object.getOwnPropertyDescriptor(value, 'callee')?.enumerable === false

const lookupGetter = (Object.prototype as unknown as { __lookupGetter__: (key: PropertyKey) => unknown })
  .__lookupGetter__

/** Whether an own property has a getter; several times as fast as its descriptor for an element. */
export const hasGetter = (value: object, key: PropertyKey): boolean => lookupGetter.call(value, key) !== undefined

/** Node tells a Proxy from its target; browsers do not. */
export const isProxy: (value: object) => boolean = nodeProxyTest() ?? (() => false)
/** Whether {@link isProxy} knows. */
export const tellsProxies = nodeProxyTest() !== undefined

function nodeProxyTest(): ((value: object) => boolean) | undefined {
  interface Host {
    getBuiltinModule?: (name: string) => { types: { isProxy(value: object): boolean } } | undefined
  }
  return (globalThis as { process?: Host }).process?.getBuiltinModule?.('node:util')?.types.isProxy
}

interface NodeBuffer {
  prototype: object
  poolSize: number
}
const nodeBuffer = (globalThis as { Buffer?: NodeBuffer }).Buffer

/** Whether a view is a Buffer of Node. */
export const isNodeBuffer = (view: ArrayBufferView): boolean => Object.getPrototypeOf(view) === nodeBuffer?.prototype

/** Whether a Buffer was cut from the block that Node keeps for small ones, which does not go with any one of them. */
export const isPooled = (view: ArrayBufferView, byteLength: number, bufferBytes: number): boolean =>
  nodeBuffer !== undefined &&
  isNodeBuffer(view) &&
  // Node 26 aligns the block, and takes up to 64 bytes more for it.
  bufferBytes >= nodeBuffer.poolSize &&
  bufferBytes <= nodeBuffer.poolSize + 64 &&
  byteLength < nodeBuffer.poolSize >>> 1
