import { FilesError } from '@plimsoll/files'
import { Output, type VideoCodec, VideoSample, VideoSampleSource } from 'mediabunny'
import { FrameStorageError } from '../errors.js'
import type { Grid } from '../frame.js'
import { chooseCodec, filmQuality } from './codec-choice.js'
import type { FileWrite } from './film-file.js'
import type { FilmPlan, FinishedFilm } from './film-plan.js'
import { type FilmSink, openSink } from './film-sink.js'
import { paintCells } from './paint-cells.js'
import { PlaneCutter } from './plane-cutter.js'
import { filmColourSpace, PlanePainter, yuvTable } from './planes.js'

/** What a frame did to the file. */
export interface FilmStep {
  /** How far the file reaches. */
  readonly bytes: number
  /** What the page has to write, in this order; nothing where the file is here. */
  readonly writes?: readonly FileWrite[]
}

/** A film being written: paints, encodes and stores one frame after another. Runs in the worker. */
export class Film {
  readonly #plan: FilmPlan
  readonly #sink: FilmSink
  readonly #output: Output
  readonly #source: VideoSampleSource
  readonly #cutter: PlaneCutter
  readonly #painter: PlanePainter
  readonly #table: Uint32Array
  readonly #cells: Uint32Array
  #frames = 0
  #codec = ''
  #last: Promise<unknown> = Promise.resolve()

  private constructor(plan: FilmPlan, codec: VideoCodec, sink: FilmSink) {
    this.#plan = plan
    this.#sink = sink
    const { rows, columns } = plan.plane
    this.#cutter = new PlaneCutter(plan.plane)
    this.#painter = new PlanePainter(rows, columns, plan.size)
    this.#table = yuvTable(plan.colours, plan.invalidColour)
    this.#cells = new Uint32Array(rows * columns)
    this.#source = new VideoSampleSource({
      codec,
      quality: filmQuality,
      keyFrameInterval: 1,
      onEncodedPacket: (_, meta) => this.#name(meta?.decoderConfig),
    })
    this.#output = new Output({ format: sink.format, target: sink.target })
    this.#output.addVideoTrack(this.#source, { frameRate: plan.frameRate })
  }

  /** Chooses the codec and opens the file. */
  static async start(plan: FilmPlan): Promise<Film> {
    const codec = await chooseCodec(plan)
    const sink = await openSink(plan)
    try {
      const film = new Film(plan, codec, sink)
      await film.#output.start()
      return film
    } catch (error) {
      await sink.discard().catch(() => {})
      throw error
    }
  }

  /** Adds a frame after those before. */
  add(grid: Grid): Promise<FilmStep> {
    const added = this.#last.then(() => this.#encode(grid))
    this.#last = added
    return added
  }

  /** Ends the film. */
  async finish(): Promise<FinishedFilm & FilmStep> {
    await this.#last
    this.#sink.ending()
    try {
      await this.#output.finalize()
    } catch (error) {
      throw failed(error, 'the end')
    }
    const { mimeType } = this.#output.format
    const file = await this.#sink.finish(mimeType)
    const codec = this.#codec
    const whole = { file, frames: this.#frames, codec, mimeType: `${mimeType}; codecs="${codec}"` }
    return { ...whole, ...this.#step() }
  }

  /** Closes the encoder and removes what was written. */
  async discard(): Promise<void> {
    try {
      await this.#output.cancel()
    } finally {
      await this.#sink.discard()
    }
  }

  // What the encoder made, which may be of a higher level than what was asked for: H.264 tells it in its description.
  #name(config: VideoDecoderConfig | undefined): void {
    if (!config) return
    const { codec, description } = config
    this.#codec = codec
    if (!codec.startsWith('avc1') || !description) return
    const bytes = ArrayBuffer.isView(description)
      ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
      : new Uint8Array(description)
    this.#codec = `avc1.${Array.from(bytes.subarray(1, 4), byte => byte.toString(16).padStart(2, '0')).join('')}`
  }

  #step(): FilmStep {
    const { bytes } = this.#sink
    const writes = this.#sink.take()
    return writes ? { bytes, writes } : { bytes }
  }

  async #encode(grid: Grid): Promise<FilmStep> {
    const { plane, range, flipY, frameRate, size } = this.#plan
    const { rows, columns } = plane
    paintCells(this.#cutter.cut(grid), { rows, columns, range, flipY, table: this.#table, into: this.#cells })
    free(grid)
    this.#painter.paint(this.#cells)
    const timestamp = this.#frames / frameRate
    const duration = 1 / frameRate
    // Made here: given the bytes, VideoSample would copy them once more, for the collector to find.
    const picture = new VideoFrame(this.#painter.picture, {
      format: 'I420',
      codedWidth: size.width,
      codedHeight: size.height,
      colorSpace: filmColourSpace,
      timestamp: Math.round(timestamp * 1e6),
    })
    // The platform counts microseconds; the sample keeps the time exact.
    const sample = new VideoSample(picture, { timestamp, duration })
    try {
      await this.#source.add(sample)
    } catch (error) {
      throw failed(error, `frame ${this.#frames}`)
    } finally {
      sample.close()
    }
    this.#frames++
    return this.#step()
  }
}

// The grid came here by a message and is nobody else's. Left to the collector, dozens pile up while it is busy elsewhere.
function free({ buffer }: Grid): void {
  ;(buffer as ArrayBuffer & { transfer?(length: number): ArrayBuffer }).transfer?.(0)
}

// Errors of the file say more than that the film failed.
function failed(error: unknown, where: string): unknown {
  if (error instanceof FilesError) return error
  const cause = error instanceof Error ? error.message : String(error)
  return new FrameStorageError('VIDEO_FAILED', `the film failed at ${where}: ${cause}; try the other format`, {
    cause: error,
  })
}
