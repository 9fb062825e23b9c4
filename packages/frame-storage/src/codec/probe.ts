import { toPlanes } from './byte-planes.js'
import type { Compression } from './compression.js'

// Below that, all of it is the sample.
const leastSample = 16_384
const blocks = 16
const mostSkipped = 64

/** Says of frames whether they are worth compressing, by a sixteenth of each. */
export class Probe {
  readonly #gain: number
  #toSkip = 0
  #nextSkip = 1

  /** @param gain - how many times smaller a frame must become */
  constructor(gain: number) {
    this.#gain = gain
  }

  /** Whether to compress a frame. After each that was not worth it, twice as many frames as before are not looked at. */
  async isWorth(bytes: Uint8Array, width: number, { compress }: Compression): Promise<boolean> {
    if (this.#toSkip > 0) {
      this.#toSkip--
      return false
    }
    const planes = toPlanes(sampleOf(bytes, width), width)
    if (planes.length / entropyBytes(planes, width) > this.#gain / 1.6) {
      const compressed = await compress(planes)
      // A sample has less to repeat than the whole.
      if (planes.length / compressed.length >= this.#gain * 0.9) return true
    }
    this.#wasNot()
    return false
  }

  /** Whether what a frame became is worth keeping. */
  isGain(before: number, after: number): boolean {
    if (after * this.#gain <= before) {
      this.#nextSkip = 1
      return true
    }
    this.#wasNot()
    return false
  }

  #wasNot(): void {
    this.#toSkip = this.#nextSkip
    this.#nextSkip = Math.min(mostSkipped, this.#nextSkip * 2)
  }
}

function sampleOf(bytes: Uint8Array, width: number): Uint8Array {
  if (bytes.length <= leastSample) return bytes
  const length = Math.max(leastSample / blocks, Math.floor(bytes.length / blocks ** 2))
  const block = length - (length % width)
  const step = Math.floor((bytes.length - block) / (blocks - 1))
  const sample = new Uint8Array(blocks * block)
  for (let i = 0; i < blocks; i++) {
    const at = i * (step - (step % width))
    sample.set(bytes.subarray(at, at + block), i * block)
  }
  return sample
}

// What a code for single bytes would need (Shannon, 1948): far cheaper to find than to compress noise.
function entropyBytes(planes: Uint8Array, width: number): number {
  const count = planes.length / width
  let bits = 1
  for (let plane = 0; plane < width; plane++) {
    const counts = new Uint32Array(256)
    for (let at = plane * count; at < (plane + 1) * count; at++) {
      const byte = planes[at] as number
      counts[byte] = (counts[byte] as number) + 1
    }
    for (const times of counts) if (times > 0) bits += times * Math.log2(count / times)
  }
  return bits / 8
}
