import { opfsFiles } from '@plimsoll/files/opfs'
import { beforeEach, expect } from 'vitest'
import { startVideoWorker } from '../src/start-video-worker.js'
import type { VideoFormat } from '../src/video/index.js'

/** How far a decoded part of a colour may be from the one asked for, of 255: what the codecs leave at our quality. */
const tolerance = { mp4: 8, webm: 4 }

/** Compares a decoded colour with the one that was asked for. */
export function expectColour(
  actual: readonly number[],
  expected: readonly number[],
  what: string,
  format: VideoFormat = 'mp4',
) {
  const distance = Math.max(...expected.map((part, index) => Math.abs(part - (actual[index] as number))))
  expect(distance, `${what}: ${actual} is not near ${expected}`).toBeLessThanOrEqual(tolerance[format])
}

/** Counts the workers that run. */
export class Workers {
  started = 0
  running = 0
  last: Worker | undefined
  readonly start = (): Worker => {
    const worker = startVideoWorker() as Worker
    const terminate = worker.terminate.bind(worker)
    let over = false
    worker.terminate = () => {
      if (!over) this.running -= 1
      over = true
      terminate()
    }
    this.started += 1
    this.running += 1
    this.last = worker
    return worker
  }
}

/** What a promise rejects with; it must. */
export const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('nothing was thrown'),
    (error: unknown) => error as Error & { code?: string },
  )

/** A folder for the films of one file of tests, emptied before each. */
export function filmRoom(directory: string) {
  const backend = opfsFiles({ directory })
  const stored = async () => (await backend.list()).map(entry => entry.name)
  beforeEach(async () => {
    for (const name of await stored()) await backend.remove(name)
  })
  return { backend, stored }
}
