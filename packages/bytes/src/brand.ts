// What an object is, without running a line of the user's code: no `instanceof` (it asks `Symbol.hasInstance`), no
// `toString` (it reads `Symbol.toStringTag`), no getter of the object.

/** The kinds of object whose layout is known apart from that of a plain one. */
export type Kind = keyof typeof checks | 'null' | 'plain' | 'instance'

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
  // These have no check that leaves the object alone; nothing but their size is taken from the name.
  Promise: () => true,
  WeakRef: () => true,
  Error: () => true,
}

const kinds = new WeakMap<object, Kind>()

/** Answers the kind of an object that is no array, view or function. `prototype` is the object's. */
export function kindOf(value: object, prototype: object | null): Kind {
  if (prototype === Object.prototype) return 'plain'
  if (prototype === null) return 'null'
  let kind = kinds.get(prototype)
  if (kind === undefined) {
    kind = named(prototype)
    kinds.set(prototype, kind)
  }
  if (kind === 'plain' || kind === 'instance' || kind === 'null') return kind
  try {
    checks[kind](value)
    return kind
  } catch {
    return 'instance'
  }
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

/** Node tells a Proxy from its target; browsers do not. */
export const isProxy: (value: object) => boolean = nodeProxyTest() ?? (() => false)

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
  bufferBytes === nodeBuffer.poolSize &&
  byteLength < nodeBuffer.poolSize >>> 1
