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
  // Whether the last look found nothing.
  #isLost = false
  #isLooking = false

  /** @param gain - how many times smaller a frame must become */
  constructor(gain: number) {
    this.#gain = gain
  }

  /**
   * Whether to compress a frame. After each that was not worth it, four times as many frames as before are not looked at;
   * then the look goes on beside the work, and the answer is for the frames that come after it, so that what cannot be
   * compressed never waits.
   */
  async isWorth(bytes: Uint8Array, width: number, compression: Compression): Promise<boolean> {
    if (this.#toSkip > 0) {
      this.#toSkip--
      return false
    }
    if (this.#isLooking) return false
    const planes = toPlanes(sampleOf(bytes, width), width)
    if (!this.#isLost) return this.#look(planes, width, compression)
    this.#isLooking = true
    const looked = this.#look(planes, width, compression)
    // A compression that fails here fails again where somebody waits for it.
    looked
      .catch(() => {})
      .finally(() => {
        this.#isLooking = false
      })
    return false
  }

  async #look(planes: Uint8Array, width: number, { compress }: Compression): Promise<boolean> {
    const mayBe = planes.length / entropyBytes(planes, width) > this.#gain * 0.7
    // A sample has less to repeat than the whole.
    const isWorth = mayBe && planes.length / (await compress(planes)).length >= this.#gain * 0.9
    if (isWorth) this.#isLost = false
    else this.#wasNot()
    return isWorth
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
    this.#isLost = true
    this.#toSkip = this.#nextSkip
    this.#nextSkip = Math.min(mostSkipped, this.#nextSkip * 4)
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
