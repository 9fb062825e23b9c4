import { opfsFiles } from '@plimsoll/files/opfs'
import {
  BufferTarget,
  Mp4OutputFormat,
  type OutputFormat,
  StreamTarget,
  type StreamTargetChunk,
  type Target,
  WebMOutputFormat,
} from 'mediabunny'
import { type FileWrite, type FilmFile, openFilmFile } from './film-file.js'
import type { FilmPlan, VideoFormat } from './film-plan.js'
import { WholeClusters } from './whole-clusters.js'

/** Where a film goes. */
export interface FilmSink {
  /** The container, written so that what is on the file plays. */
  readonly format: OutputFormat
  /** Takes what the muxer writes. */
  readonly target: Target
  /** How far the film reaches by now. */
  readonly bytes: number
  /** Told before the muxer ends the film. */
  ending(): void
  /** Answers the whole film; an empty one where the page has it. */
  finish(mimeType: string): Promise<Blob>
  /** Answers what the page has to write, which is then its own; nothing where there is a file here. */
  take(): readonly FileWrite[] | undefined
  /** Closes the file and removes it; may be called after {@link finish} failed, and twice. */
  discard(): Promise<void>
}

/** Opens the file anew, or memory where there is none. */
export async function openSink({ target, relay, format }: FilmPlan): Promise<FilmSink> {
  if (target) return growingSink(format, await openFilmFile(opfsFiles({ directory: target.directory }), target.file))
  if (!relay) return memorySink(format)
  const writes: FileWrite[] = []
  return growingSink(format, relayFile(writes), () => writes.splice(0))
}

// MP4 comes in fragments, WebM in clusters, of a second each: what there is on the file at any time can be played.
function growingSink(format: VideoFormat, file: FilmFile, take: FilmSink['take'] = () => undefined): FilmSink {
  const clusters = format === 'webm' ? new WholeClusters(file) : undefined
  const write = ({ data, position }: StreamTargetChunk) => (clusters ?? file).write({ data, position })
  return {
    format: clusters ? webmInClusters(clusters) : new Mp4OutputFormat({ fastStart: 'fragmented' }),
    target: new StreamTarget(new WritableStream({ write })),
    get bytes() {
      return file.bytes
    },
    ending: () => clusters?.ending(),
    async finish(mimeType) {
      await clusters?.finish()
      return await file.finish(mimeType)
    },
    take,
    discard: () => file.discard(),
  }
}

function webmInClusters(clusters: WholeClusters): WebMOutputFormat {
  return new WebMOutputFormat({
    onSegmentHeader: (_, position) => clusters.segmentBegins(position),
    onCluster: (data, position) => clusters.wholeUpTo(position + data.length),
  })
}

// A file of the page, which writes there what is gathered here.
function relayFile(writes: FileWrite[]): FilmFile {
  let bytes = 0
  return {
    get bytes() {
      return bytes
    },
    async write(step) {
      writes.push(step)
      bytes = Math.max(bytes, step.position + step.data.length)
    },
    finish: async () => new Blob(),
    discard: async () => {},
  }
}

// Without a file nobody can look while it grows.
function memorySink(format: VideoFormat): FilmSink {
  const target = new BufferTarget()
  let bytes = 0
  target.on('write', ({ end }) => {
    bytes = Math.max(bytes, end)
  })
  return {
    format: format === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat(),
    target,
    get bytes() {
      return bytes
    },
    ending: () => {},
    finish: async mimeType => new Blob([target.buffer as ArrayBuffer], { type: mimeType }),
    take: () => undefined,
    discard: async () => {},
  }
}
