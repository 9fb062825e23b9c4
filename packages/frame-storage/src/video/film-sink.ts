import { opfsFiles } from '@plimsoll/files/opfs'
import { BufferTarget, StreamTarget, type StreamTargetChunk, type Target } from 'mediabunny'
import type { FilmTarget } from './film-plan.js'

/** Where a film goes. */
export interface FilmSink {
  /** Takes what the muxer writes. */
  readonly target: Target
  /** How far the film reaches by now. */
  readonly bytes: number
  /** Answers the whole film. */
  finish(mimeType: string): Promise<Blob>
  /** Closes the file and removes it; may be called after {@link finish} failed, and twice. */
  discard(): Promise<void>
}

/** What is gathered before it is written: fewer, larger writes, and at most two of them in memory. */
const chunkSize = 2 ** 18

/** Opens the file anew, or memory where there is none. */
export async function openSink(target: FilmTarget | undefined): Promise<FilmSink> {
  return target ? await openFileSink(target) : memorySink()
}

// The muxer goes back to fill in lengths, so the file is written at random; the film is never whole in memory.
async function openFileSink({ directory, file: name }: FilmTarget): Promise<FilmSink> {
  const backend = opfsFiles({ directory })
  const file = await backend.open(name, { create: true })
  await file.truncate(0)
  const written = new WritableStream<StreamTargetChunk>({ write: ({ data, position }) => file.writeAt(data, position) })
  const target = new StreamTarget(written, { chunked: true, chunkSize })
  const counted = countBytes(target)
  return {
    target,
    get bytes() {
      return counted.bytes
    },
    async finish(mimeType) {
      await file.flush()
      await file.close()
      return await backend.blob(name, mimeType)
    },
    async discard() {
      await file.close()
      await backend.remove(name)
    },
  }
}

function memorySink(): FilmSink {
  const target = new BufferTarget()
  const counted = countBytes(target)
  return {
    target,
    get bytes() {
      return counted.bytes
    },
    finish: async mimeType => new Blob([target.buffer as ArrayBuffer], { type: mimeType }),
    discard: async () => {},
  }
}

function countBytes(target: Target): { bytes: number } {
  const counted = { bytes: 0 }
  target.on('write', ({ end }) => {
    counted.bytes = Math.max(counted.bytes, end)
  })
  return counted
}
