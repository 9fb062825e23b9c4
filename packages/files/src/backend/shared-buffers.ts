// Calls of more go in pieces of this size.
const maxBytes = 2 ** 22
const leastBytes = 2 ** 16
// Idle buffers that are kept for the next call.
const keptBytes = 2 * maxBytes

/**
 * Memory that a page and its worker both see: bytes cross without a message's copy, and without a fresh buffer for each call,
 * whose pages the system would have to clear one by one.
 */
export class SharedBuffers {
  readonly #idle: SharedArrayBuffer[] = []

  /** Bytes of a call at most; longer ones are made of several. */
  static readonly maxBytes = maxBytes

  /** Lends a buffer of at least so many bytes while `work` runs. */
  async lend<T>(bytes: number, work: (buffer: SharedArrayBuffer) => Promise<T>): Promise<T> {
    const buffer = this.#take(bytes)
    // What failed may still be at work in the other thread: its buffer is not lent again.
    const result = await work(buffer)
    if (this.idleBytes + buffer.byteLength <= keptBytes) this.#idle.push(buffer)
    return result
  }

  /** Bytes that wait for the next call. */
  get idleBytes(): number {
    return this.#idle.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  #take(bytes: number): SharedArrayBuffer {
    const at = this.#idle.findIndex(({ byteLength }) => byteLength >= bytes)
    if (at >= 0) return this.#idle.splice(at, 1)[0] as SharedArrayBuffer
    // A smaller one makes room for it.
    this.#idle.shift()
    return new SharedArrayBuffer(Math.max(leastBytes, 2 ** Math.ceil(Math.log2(bytes))))
  }
}

/** Whether a page may share memory with its workers: served with the headers COOP and COEP. */
export function canShare(): boolean {
  return globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function'
}
