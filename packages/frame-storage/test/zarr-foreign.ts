import * as zarrita from 'zarrita'

/** A store in memory. */
export type Bytes = Map<string, Uint8Array>
/** Codecs as metadata name them. */
export type Codecs = NonNullable<Parameters<typeof zarrita.create>[1]['codecs']>

/** The codec that every array has. */
export const bytes: Codecs[number] = { name: 'bytes', configuration: { endian: 'little' } }

/** How {@link foreign} differs. */
export interface Foreign {
  readonly codecs?: Codecs
  readonly path?: string
  readonly chunks?: number[]
}

/** An array of somebody else's making: 0, 1, 2 … of shape [5, 3, 4], in chunks that hold several frames. */
export async function foreign({ codecs = [bytes], path = '', chunks = [2, 2, 3] }: Foreign = {}): Promise<Bytes> {
  const store: Bytes = new Map()
  const root = zarrita.root(store)
  const array = await zarrita.create(root.resolve(path), {
    shape: [5, 3, 4],
    chunkShape: chunks,
    dtype: 'float64',
    codecs,
  })
  const data = Float64Array.from({ length: 60 }, (_, at) => at)
  await zarrita.set(array, null, { data, shape: [5, 3, 4], stride: [12, 4, 1] })
  return store
}

/** Changes the metadata behind a key. */
export function metadata(store: Bytes, key: string, change: (value: Record<string, unknown>) => void): void {
  const value = JSON.parse(new TextDecoder().decode(store.get(key)))
  change(value)
  store.set(key, new TextEncoder().encode(JSON.stringify(value)))
}
