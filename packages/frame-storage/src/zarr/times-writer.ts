import { littleEndianBytes } from '../exchange/little-endian.js'
import type { Json } from '../session/session-header.js'
import { writeChunk, writeJson } from './write-values.js'
import { arrayMetadata } from './zarr-metadata.js'
import type { ZarrWritable } from './zarr-store.js'

/** Half a MiB: few requests for a long axis, and nothing to speak of in memory. */
const maxChunk = 65_536

/** Writes the time axis, one chunk after the other. */
export class TimesWriter {
  readonly #store: ZarrWritable
  readonly #name: string
  readonly #steps: number
  readonly #gzip: boolean
  readonly #chunk: Float64Array

  constructor(store: ZarrWritable, name: string, steps: number, gzip: boolean) {
    this.#store = store
    this.#name = name
    this.#steps = steps
    this.#gzip = gzip
    this.#chunk = new Float64Array(Math.max(1, Math.min(steps, maxChunk))).fill(Number.NaN)
  }

  /** Takes the time of the next step, in order; NaN where the frame is missing. */
  async add(at: number, t: number): Promise<void> {
    const within = at % this.#chunk.length
    this.#chunk[within] = t
    const isLast = at === this.#steps - 1
    if (within < this.#chunk.length - 1 && !isLast) return
    // A chunk is whole, also at the array's end.
    this.#chunk.fill(Number.NaN, within + 1)
    const key = `/${this.#name}/c/${Math.floor(at / this.#chunk.length)}` as const
    // Whoever keeps it may keep it as it is.
    await writeChunk(this.#store, key, littleEndianBytes(this.#chunk.slice()), this.#gzip)
  }

  /** Writes the metadata, and answers them. */
  async end(): Promise<Json> {
    const metadata = arrayMetadata({
      shape: [this.#steps],
      chunkShape: [this.#chunk.length],
      dtype: 'float64',
      fill: Number.NaN,
      gzip: this.#gzip,
      dimensionNames: [this.#name],
      attributes: {},
    })
    await writeJson(this.#store, `/${this.#name}/zarr.json`, metadata)
    return metadata
  }
}
