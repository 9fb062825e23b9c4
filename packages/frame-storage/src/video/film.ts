import { FilesError } from '@plimsoll/files'
import { Mp4OutputFormat, Output, type VideoCodec, VideoSample, VideoSampleSource, WebMOutputFormat } from 'mediabunny'
import { FrameStorageError } from '../errors.js'
import type { Grid } from '../frame.js'
import { chooseCodec, filmQuality } from './codec-choice.js'
import type { FilmPlan, FinishedFilm } from './film-plan.js'
import { type FilmSink, openSink } from './film-sink.js'
import { paintCells } from './paint-cells.js'
import { filmColourSpace, PlanePainter, yuvTable } from './planes.js'

/** A film being written: paints, encodes and stores one frame after another. Runs in the worker. */
export class Film {
  readonly #plan: FilmPlan
  readonly #sink: FilmSink
  readonly #output: Output
  readonly #source: VideoSampleSource
  readonly #painter: PlanePainter
  readonly #table: Uint32Array
  readonly #cells: Uint32Array
  #frames = 0
  #codec = ''
  #last: Promise<unknown> = Promise.resolve()

  private constructor(plan: FilmPlan, codec: VideoCodec, sink: FilmSink) {
    this.#plan = plan
    this.#sink = sink
    this.#painter = new PlanePainter(plan.rows, plan.columns, plan.size)
    this.#table = yuvTable(plan.colours, plan.invalidColour)
    this.#cells = new Uint32Array(plan.rows * plan.columns)
    this.#source = new VideoSampleSource({
      codec,
      quality: filmQuality,
      keyFrameInterval: 1,
      onEncodedPacket: (_, meta) => this.#name(meta?.decoderConfig),
    })
    // The index of a film of a thousand frames takes some kilobytes: at its end, so that nothing waits for it.
    const format = plan.format === 'mp4' ? new Mp4OutputFormat({ fastStart: false }) : new WebMOutputFormat()
    this.#output = new Output({ format, target: sink.target })
    this.#output.addVideoTrack(this.#source, { frameRate: plan.frameRate })
  }

  /** Chooses the codec and opens the file. */
  static async start(plan: FilmPlan): Promise<Film> {
    const codec = await chooseCodec(plan)
    const sink = await openSink(plan.target)
    try {
      const film = new Film(plan, codec, sink)
      await film.#output.start()
      return film
    } catch (error) {
      await sink.discard()
      throw error
    }
  }

  /** Adds a frame after those before; answers the bytes written so far. */
  add(grid: Grid): Promise<number> {
    const added = this.#last.then(() => this.#encode(grid))
    this.#last = added
    return added
  }

  /** Ends the film. */
  async finish(): Promise<FinishedFilm> {
    await this.#last
    try {
      await this.#output.finalize()
    } catch (error) {
      throw failed(error, 'the end')
    }
    const { mimeType } = this.#output.format
    const file = await this.#sink.finish(mimeType)
    return { file, frames: this.#frames, codec: this.#codec, mimeType: `${mimeType}; codecs="${this.#codec}"` }
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

  async #encode(grid: Grid): Promise<number> {
    const { rows, columns, range, flipY, frameRate, size } = this.#plan
    paintCells(grid, { rows, columns, range, flipY, table: this.#table, into: this.#cells })
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
    return this.#sink.bytes
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
