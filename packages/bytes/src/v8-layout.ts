// How V8 lays values out. A "word" is a tagged slot: 8 bytes in Node, 4 where pointers are compressed (Chromium).
// Each constant names the file of V8's sources that it comes from; figures marked "measured" are allocations that the
// sources spread over several files.

/** What differs between builds of V8. */
export interface Layout {
  /** Bytes of a tagged slot; objects are aligned to it (include/v8-internal.h, kApiTaggedSize). */
  readonly word: 4 | 8
  /** Small integers stand in the slot itself (include/v8-internal.h, SmiTagging). */
  readonly smiMax: number
  /** A number that is not small: map and 8 bytes (src/objects/heap-number.tq). */
  readonly heapNumber: number
  /** Map, hash and length of a string: 4 bytes each but the map (src/objects/string.tq). */
  readonly stringHeader: number
  /** Map, and sign with length, padded (src/objects/bigint.tq). */
  readonly bigintHeader: number
  /** JSArrayBuffer with embedder fields (src/objects/js-array-buffer.tq). */
  readonly arrayBuffer: number
  /** JSTypedArray with embedder fields (src/objects/js-array-buffer.tq). */
  readonly typedArray: number
  /** JSDataView with embedder fields (src/objects/js-array-buffer.tq). */
  readonly dataView: number
  /** JSDate: the time and eight cached fields (src/objects/js-objects.tq). */
  readonly date: number
  /** Whether a date's time is a number like any other, in a box where it is not small. */
  readonly boxesTime: boolean
  /** A frame of a captured stack: CallSiteInfo and its slot (src/objects/call-site-info.tq). */
  readonly stackFrame: number
  /** A pattern of its own: JSRegExp and the data of a plain text (src/objects/js-regexp.tq; measured). */
  readonly regExp: number
  /** What a pattern that is no plain text has more. */
  readonly regExpProgram: number
  /** A URL of the platform, its text aside (measured): a class with private fields in Node, elsewhere behind the heap. */
  readonly url: number
  /** The parameters of a URL, their texts aside (measured with one to four). */
  readonly urlSearchParams: number
}

const words8: Layout = {
  word: 8,
  smiMax: 2 ** 31 - 1,
  heapNumber: 16,
  stringHeader: 16,
  bigintHeader: 16,
  arrayBuffer: 88,
  typedArray: 96,
  dataView: 80,
  date: 96,
  boxesTime: true,
  stackFrame: 64,
  regExp: 104,
  regExpProgram: 64,
  url: 208,
  urlSearchParams: 272,
}

// V8 13 (Node 24) keeps the time unboxed, and a word more in buffers and views.
const words8Since13: Layout = {
  ...words8,
  arrayBuffer: 96,
  typedArray: 104,
  dataView: 88,
  boxesTime: false,
  regExp: 120,
  url: 240,
  urlSearchParams: 312,
}

// V8 14 (Node 26) keeps less of each frame.
const words8Since14: Layout = { ...words8Since13, stackFrame: 48, regExpProgram: 72 }

const words4: Layout = {
  word: 4,
  smiMax: 2 ** 30 - 1,
  heapNumber: 12,
  stringHeader: 12,
  bigintHeader: 8,
  arrayBuffer: 52,
  typedArray: 60,
  dataView: 48,
  date: 52,
  boxesTime: false,
  stackFrame: 32,
  regExp: 96,
  regExpProgram: 44,
  url: 16,
  urlSearchParams: 16,
}

interface Host {
  versions?: Record<string, string | undefined>
  config?: { variables?: { v8_enable_pointer_compression?: number | boolean } }
}

/** Answers the layout by what the host says of itself: Node, and Deno and Bun, which give themselves out as Node. */
export function layoutOf(host: Host | undefined): Layout {
  const { node, electron, v8 } = host?.versions ?? {}
  if (node === undefined || electron !== undefined) return words4
  if (host?.config?.variables?.v8_enable_pointer_compression) return words4
  const version = Number.parseInt(v8 ?? '', 10)
  if (version >= 14) return words8Since14
  return version >= 13 ? words8Since13 : words8
}

/** The layout of the V8 that runs this; browsers have no `process`. */
export const layout: Layout = layoutOf((globalThis as { process?: Host }).process)

interface Navigator {
  userAgent?: string
}

/** Whether a host runs on V8, whose layout this is: Node, Deno, Electron, and browsers built on Chromium. */
export function runsOnV8(host: Host | undefined, navigator: Navigator | undefined): boolean {
  const { bun, node, v8 } = host?.versions ?? {}
  if (bun !== undefined) return false
  // The first of V8's versions that was held against the truth is Node 20's.
  if (node !== undefined) return Number.parseInt(v8 ?? '', 10) >= 11
  return /Chrom(?:e|ium)\/\d/.test(navigator?.userAgent ?? '')
}

/** Whether the engine that runs this is one whose layout is known. */
export const isKnown: boolean = runsOnV8(
  (globalThis as { process?: Host }).process,
  (globalThis as { navigator?: Navigator }).navigator,
)

const { word } = layout

/** Rounds up to whole words, as every allocation is. */
export const aligned = (bytes: number): number => Math.ceil(bytes / word) * word

/** Map, properties and elements of any object (src/objects/js-objects.tq). */
export const objectHeader = 3 * word
/** An empty `{}` has room for four properties (src/objects/js-objects.h, kInitialGlobalObjectUnusedPropertiesCount). */
export const emptyObjectSlots = 4
/** Objects of so many keys are dictionaries from the start (src/objects/js-objects.h, kMapCacheSize). */
export const literalLimit = 128
/** Keyed stores make a dictionary beyond this (kFastPropertiesSoftLimit with growth by three and four slots inside). */
export const keyedStoreLimit = 20
/** An accessor: getter and setter (src/objects/struct.tq, AccessorPair). */
export const accessorPair = 3 * word
/** Header and length (src/objects/js-array.tq). */
export const jsArray = 4 * word
/** Map and length (src/objects/fixed-array.tq). */
export const fixedArrayHeader = 2 * word
/** JSMap and JSSet: header and table (src/objects/js-collection.tq). */
export const jsCollection = 4 * word
/** Header, shared, context, feedback, code (src/objects/js-function.tq). */
export const jsFunction = 7 * word
/** A context with one variable (src/objects/contexts.tq): how many there are cannot be seen. */
export const contextOfOne = 5 * word
/** A class: function, prototype object, two maps with descriptors (measured). */
export const jsClass = 56 * word
/** Message, stack and its symbol after the header (src/objects/js-objects.tq, JSError). */
export const jsError = 6 * word
/** Flags, hash, description (src/objects/name.tq). */
export const symbol = 3 * word
/** Status and reactions (src/objects/js-promise.tq), with the embedder's field. */
export const jsPromise = 6 * word
/** A fresh EphemeronHashTable and its holder (src/objects/js-collection.tq); entries cannot be counted. */
export const jsWeakCollection = 17 * word
/** Header and target (src/objects/js-weak-refs.tq); also JSProxy, and a primitive in an object. */
export const fourWords = 4 * word
/** Typed arrays up to so many bytes lie on the heap (src/objects/js-array-buffer.h, kMaxSizeInHeap). */
export const maxOnHeapBytes = 64
/** `new Array(n)` is dense up to here (src/objects/js-array.h, kInitialMaxFastElementArray). */
export const maxPreallocated = 32 * 1024 * 1024

const ceilPowerOfTwo = (count: number): number => (count <= 1 ? 1 : 2 ** (32 - Math.clz32(count - 1)))

/** Capacity of a dictionary with so many entries (src/objects/hash-table-inl.h, ComputeCapacity). */
export const dictionaryCapacity = (entries: number): number => Math.max(4, ceilPowerOfTwo(entries + (entries >> 1)))

/** A table of named properties (src/objects/dictionary.h, NameDictionary): three words an entry, six ahead. */
export const nameDictionary = (entries: number): number =>
  fixedArrayHeader + (6 + 3 * dictionaryCapacity(entries)) * word

/** A table of sparse elements (src/objects/dictionary.h, NumberDictionary): three words an entry, four ahead. */
export const numberDictionary = (entries: number): number =>
  fixedArrayHeader + (4 + 3 * dictionaryCapacity(entries)) * word

/** Elements in one piece; none at all share one empty array. */
export const denseElements = (length: number, bytesEach: number): number =>
  length === 0 ? 0 : aligned(fixedArrayHeader + length * bytesEach)

/** Whether V8 keeps so few elements of so long an array in a dictionary (src/objects/js-objects-inl.h, ShouldConvertToSlowElements). */
export const isSparse = (entries: number, length: number): boolean =>
  length > 1024 && 9 * dictionaryCapacity(entries) <= length

/** Capacity after growing to hold an index (src/objects/js-objects.h, NewElementsCapacity). */
export const grownCapacity = (length: number): number => length + (length >> 1) + 16

/** Table of a Map (3 words an entry) or Set (2): capacity doubles from 4, a bucket per two (src/objects/ordered-hash-table.h). */
export function hashTable(entries: number, wordsEach: 2 | 3): number {
  const capacity = Math.max(4, ceilPowerOfTwo(entries))
  return fixedArrayHeader + (3 + capacity / 2 + capacity * wordsEach) * word
}

/** A pattern's object and data; a plain text needs no program. */
export const regExpBytes = (source: string): number =>
  layout.regExp + (/[\\^$.*+?()[\]{}|]/.test(source) ? layout.regExpProgram : 0)

const wide = /[^\0-\xff]/
const maxCopied = 1 << 24

// Reading flattens a concatenated string, so that looking would change it. Joining makes a new string that is flat, and
// leaves its parts alone. Those too long to be copied are read themselves.
const isWide = (text: string): boolean => wide.test(text.length > maxCopied ? text : [text, '\0'].join(''))

/** Strings: one byte a character, two where one of them needs it. The empty one and single Latin-1 letters are shared. */
export function textBytes(texts: readonly string[]): number {
  const count = texts.length
  if (count === 0) return 0
  const mixed = count === 1 ? isWide(texts[0] as string) : wide.test(texts.join(''))
  let bytes = 0
  for (let at = 0; at < count; at++) {
    const text = texts[at] as string
    const { length } = text
    if (mixed && (count === 1 || isWide(text))) bytes += alignedText(2 * length)
    else if (length > 1) bytes += alignedText(length)
  }
  return bytes
}

// Strings end at 2^29 characters, so that their bytes are integers of 32 bits.
const alignedText = (bytes: number): number => (layout.stringHeader + bytes + word - 1) & -word

// Where the slot has 4 bytes, one bit is the tag's.
const tagBits = layout.smiMax === 2 ** 31 - 1 ? 0 : 1

/** Whether a number stands in its slot: a small integer, and not -0. */
export const isSmi = (value: number): boolean =>
  (value << tagBits) >> tagBits === value && (value !== 0 || 1 / value > 0)

/** A BigInt: 8 bytes per 64 bits of its magnitude. */
export function bigintBytes(value: bigint): number {
  const magnitude = value < 0n ? -value : value
  let digits = 0
  if (magnitude > 0n) digits = magnitude <= 0xffff_ffff_ffff_ffffn ? 1 : Math.ceil(bitLength(magnitude) / 64)
  return layout.bigintHeader + 8 * digits
}

// Sixteen hexadecimal digits are 64 bits.
const bitLength = (magnitude: bigint): number => magnitude.toString(16).length * 4
