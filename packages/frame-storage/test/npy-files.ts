/** A `.npy` file as somebody else wrote it: any header, any bytes. */
export function npyFile(header: string, data: Uint8Array = new Uint8Array(0), version = 1): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(header)
  const lengthBytes = version === 1 ? 2 : 4
  const bytes = new Uint8Array(8 + lengthBytes + text.length + data.length)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0])
  const view = new DataView(bytes.buffer)
  if (version === 1) view.setUint16(8, text.length, true)
  else view.setUint32(8, text.length, true)
  bytes.set(text, 8 + lengthBytes)
  bytes.set(data, 8 + lengthBytes + text.length)
  return bytes
}

/** The header that NumPy writes, without its padding. */
export function npyHeader(descr: string, shape: readonly number[], fortranOrder = false): string {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  return `{'descr': '${descr}', 'fortran_order': ${fortranOrder ? 'True' : 'False'}, 'shape': ${tuple}, }\n`
}

/** The bytes of a typed array, in place. */
export const bytesOfGrid = (grid: ArrayBufferView) => new Uint8Array(grid.buffer, grid.byteOffset, grid.byteLength)

/** Bytes as a source hands them out, cut at any place. */
export async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [0, ...cuts.map(cut => Math.floor(cut * bytes.length)).sort((a, b) => a - b), bytes.length]
  for (let at = 1; at < places.length; at++) yield bytes.slice(places[at - 1], places[at])
}

/** All that a stream hands out. */
export async function gather(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const reader = stream.getReader()
  for (let step = await reader.read(); !step.done; step = await reader.read()) parts.push(step.value.slice())
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}
