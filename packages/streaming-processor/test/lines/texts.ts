import type { ByteSource } from '@plimsoll/streaming-processor'
import fc from 'fast-check'

/** Bytes as text files have them, and as they should not have them. */
export const bytesOfText: fc.Arbitrary<Uint8Array<ArrayBuffer>> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\n',
        '\r\n',
        '\r',
        '\u2028',
        '\0',
        '\ufeff',
        'é',
        '東',
        '😀',
        'abc',
        'a longer piece of a line',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
      // Sequences that are cut off, overlong, of surrogates, or none at all.
      fc.constantFrom([0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xef, 0xbb], [0xc0, 0x8a], [0xed, 0xa0, 0x80], [0x80], [0xff]),
    ),
    { maxLength: 30 },
  )
  .map(pieces =>
    joined(pieces.map(piece => (typeof piece === 'string' ? new TextEncoder().encode(piece) : Uint8Array.from(piece)))),
  )

/** Any cut of bytes into chunks, empty ones among them. */
export const cuts = fc.array(fc.nat({ max: 120 }), { maxLength: 8 })

/** The plain model: decode everything, then split. */
export function linesOf(bytes: Uint8Array, keepBom = false): string[] {
  const texts = new TextDecoder('utf-8', { ignoreBOM: keepBom }).decode(bytes).split(/\r?\n/)
  if (texts.at(-1) === '') texts.pop()
  return texts
}

/** Where the lines of the model start. */
export function startsOf(bytes: Uint8Array): number[] {
  const starts = [0]
  for (const [at, byte] of bytes.entries()) if (byte === 10) starts.push(at + 1)
  return starts.filter(start => start < bytes.length)
}

export function inChunks(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [0, ...at.map(place => Math.min(place, bytes.length)).sort((a, b) => a - b), bytes.length]
  return places.slice(1).map((place, index) => bytes.slice(places[index], place))
}

/** Every kind of source of the same bytes; what is read by blocks has small ones. */
export const sourcesOf: Record<string, (bytes: Uint8Array<ArrayBuffer>, at: readonly number[]) => ByteSource> = {
  bytes: bytes => bytes,
  blob: bytes => new Blob([bytes]),
  iterable: inChunks,
  'async iterable': (bytes, at) =>
    (async function* () {
      yield* inChunks(bytes, at)
    })(),
  stream: (bytes, at) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of inChunks(bytes, at)) controller.enqueue(chunk)
        controller.close()
      },
    }),
  'file that reads short': (bytes, at) => ({
    size: bytes.length,
    async readAt(into, offset) {
      const part = bytes.subarray(offset, offset + Math.min(into.length, 1 + (at[0] ?? 7)))
      into.set(part)
      return part.length
    },
  }),
}

export const sourceKinds = fc.constantFrom(...Object.keys(sourcesOf))

export function sourceOf(kind: string, bytes: Uint8Array<ArrayBuffer>, at: readonly number[]): ByteSource {
  return (sourcesOf[kind] as (typeof sourcesOf)[string])(bytes, at)
}

export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const taken: Item[] = []
  for await (const item of items) taken.push(item)
  return taken
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
