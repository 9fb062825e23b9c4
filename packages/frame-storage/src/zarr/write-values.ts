import type { Json } from '../session/session-header.js'
import type { ZarrWritable } from './zarr-store.js'

/** Writes metadata as they are found in other stores: indented, to be read by people too. */
export async function writeJson(store: ZarrWritable, key: `/${string}`, value: Json): Promise<void> {
  await store.set(key, new TextEncoder().encode(JSON.stringify(value, null, 2)))
}

/** Writes a chunk, compressed with what the platform has. */
export async function writeChunk(
  store: ZarrWritable,
  key: `/${string}`,
  bytes: Uint8Array,
  gzip: boolean,
): Promise<void> {
  await store.set(key, gzip ? await gzipped(bytes) : bytes)
}

async function gzipped(bytes: Uint8Array): Promise<Uint8Array> {
  const parts = [bytes as Uint8Array<ArrayBuffer>]
  const compressed = new Blob(parts).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(compressed).arrayBuffer())
}
