/** What Node's `Buffer` can do faster than the web's classes: a memory scan, and strings of a part without a view of it. */
export interface NodeBuffer extends Uint8Array {
  indexOf(byte: number, from?: number): number
  latin1Slice(start: number, end: number): string
  utf8Slice(start: number, end: number): string
}

interface BufferModule {
  readonly Buffer: { from(buffer: ArrayBufferLike, offset: number, length: number): NodeBuffer; prototype: object }
  readonly isAscii?: (bytes: Uint8Array) => boolean
}

let found: BufferModule | undefined | null = null

/** The module `node:buffer` where the platform has one. A copy of it that a bundler put into a page does not count. */
export function bufferModule(): BufferModule | undefined {
  if (found !== null) return found
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  const module = process?.getBuiltinModule?.('node:buffer') as BufferModule | undefined
  const prototype = module?.Buffer?.prototype ?? {}
  found = module && 'latin1Slice' in prototype && 'utf8Slice' in prototype && module.isAscii ? module : undefined
  return found
}

/** The same bytes as a `Buffer`, where there is one. */
export function nodeBuffer(bytes: Uint8Array): NodeBuffer | undefined {
  return bufferModule()?.Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
