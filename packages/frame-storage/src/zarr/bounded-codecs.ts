import { elementTypes, isElementName } from '../exchange/element-types.js'
import { contentBytes } from './content-bytes.js'
import type { ZarritaModule } from './zarrita.js'

type LoadCodec = NonNullable<ReturnType<ZarritaModule['registry']['get']>>
type CodecEntry = Awaited<ReturnType<LoadCodec>>
type CodecOf = ReturnType<CodecEntry['fromConfig']>
type ChunkFacts = Parameters<CodecEntry['fromConfig']>[1]

const compressions = ['blosc', 'lz4', 'zstd', 'gzip', 'zlib']
const numcodecs = 'numcodecs.'
const bareName = (name: string) => (name.startsWith(numcodecs) ? name.slice(numcodecs.length) : name)

/** The name under which {@link addBoundedCodecs} makes a compression known; that of any other codec stays. */
export function boundedName(name: string): string {
  return compressions.includes(bareName(name)) ? `${name}, bounded` : name
}

/**
 * Makes compressions known to zarrita that refuse a chunk whose content is far larger than its axes say. A few kilobytes can
 * become gigabytes otherwise, and are held before anybody counts.
 *
 * They have names of their own: its registry is everybody's who uses zarrita in the program.
 */
export function addBoundedCodecs({ registry }: ZarritaModule): void {
  for (const name of [...compressions, ...compressions.map(name => `${numcodecs}${name}`)]) {
    if (registry.has(boundedName(name))) continue
    registry.set(boundedName(name), async () => {
      // Asked for late: the program may have put a faster one there.
      const entry = (await registry.get(name)?.()) as CodecEntry
      return {
        fromConfig(configuration, chunk) {
          const codec = entry.fromConfig(configuration, chunk)
          return {
            kind: 'bytes_to_bytes',
            encode: (data: Uint8Array) => codec.encode(data),
            decode: decoder(name, codec, chunk),
          } as CodecOf
        },
      }
    })
  }
}

function decoder(name: string, codec: CodecOf, chunk: ChunkFacts) {
  const most = contentLimit(chunk)
  const kind = bareName(name)
  return async (bytes: Uint8Array): Promise<Uint8Array> => {
    if (kind === 'gzip') return inflated(bytes, 'gzip', most)
    if (kind === 'zlib') return inflated(bytes, 'deflate', most)
    const content = contentBytes(kind, bytes)
    if (content > most) throw tooLarge(`${content} bytes`, most)
    return codec.decode(bytes) as Promise<Uint8Array>
  }
}

// Room for checksums and for a compression of what is compressed: what is larger is no chunk of these axes.
function contentLimit({ shape, dataType }: ChunkFacts): number {
  const bytes = isElementName(dataType) ? elementTypes[dataType].bytes : 8
  return 2 * shape.reduce((product, steps) => product * steps, bytes) + 2 ** 20
}

function tooLarge(found: string, most: number): RangeError {
  return new RangeError(`its content is ${found}, and no chunk of its axes has more than ${most}`)
}

async function inflated(bytes: Uint8Array, format: CompressionFormat, most: number): Promise<Uint8Array> {
  const parts = [bytes as Uint8Array<ArrayBuffer>]
  const reader = new Blob(parts).stream().pipeThrough(new DecompressionStream(format)).getReader()
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Uint8Array(await new Blob(pieces).arrayBuffer())
    size += value.length
    pieces.push(value as Uint8Array<ArrayBuffer>)
    if (size <= most) continue
    await reader.cancel().catch(() => {})
    throw tooLarge(`larger than ${most} bytes`, most)
  }
}
