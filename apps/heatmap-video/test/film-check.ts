import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { colours, invalidColour } from '../src/colours.js'
import { countCells, type Job } from '../src/job.js'
import { computeCells } from '../src/sweep-cells.js'

const require = createRequire(import.meta.url)

/** What a player sees of a film, all of its frames decoded. */
export interface DecodedFilm {
  readonly frames: number
  readonly width: number
  readonly height: number
  readonly durationSeconds: number
  /** Frames that are as large as the film says. */
  readonly whole: number
  /** The colours of the asked pixels in the first frame. */
  readonly first: readonly (readonly number[])[]
  /** The colours of the same pixels in the last frame. */
  readonly last: readonly (readonly number[])[]
}

/** Decodes every frame of a film file with the decoder of the page's browser. */
export async function decodeFilm(
  page: Page,
  path: string,
  pixels: readonly (readonly [x: number, y: number])[] = [],
): Promise<DecodedFilm> {
  // As a script of the page: test code is rewritten for this process, and cannot import over there.
  const library = fileURLToPath(new URL('mediabunny.min.cjs', pathToFileURL(require.resolve('mediabunny'))))
  await page.addScriptTag({ path: library })
  return page.evaluate(
    async ([base64, asked]) => {
      const { ALL_FORMATS, BufferSource, Input, VideoSampleSink } = (
        globalThis as unknown as { Mediabunny: typeof import('mediabunny') }
      ).Mediabunny
      const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0))
      const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS })
      const track = await input.getPrimaryVideoTrack()
      if (!track) throw new Error('the file has no video track')
      const { displayWidth: width, displayHeight: height } = track
      const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
      if (!context) throw new Error('there is no canvas to draw on')
      const seen: number[][][] = []
      let whole = 0
      for await (const sample of new VideoSampleSink(track).samples()) {
        if (sample.displayWidth === width && sample.displayHeight === height) whole++
        sample.draw(context, 0, 0)
        sample.close()
        seen.push(asked.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data]))
      }
      const durationSeconds = await input.computeDuration()
      return {
        frames: seen.length,
        width,
        height,
        durationSeconds,
        whole,
        first: seen[0] ?? [],
        last: seen.at(-1) ?? [],
      }
    },
    [readFileSync(path).toString('base64'), pixels] as const,
  )
}

/** The colour of a pixel of the film on the page, as the browser decodes it. */
export function filmPixel(page: Page, seconds: number, x: number, y: number): Promise<number[]> {
  return page.evaluate(
    async ([at, left, top]) => {
      const video = document.querySelector<HTMLVideoElement>('#film')
      if (!video) throw new Error('there is no film on the page')
      const heard = (event: string) => new Promise(resolve => video.addEventListener(event, resolve, { once: true }))
      if (video.readyState < HTMLMediaElement.HAVE_METADATA) await heard('loadedmetadata')
      const seeked = heard('seeked')
      video.currentTime = at
      await seeked
      const context = new OffscreenCanvas(video.videoWidth, video.videoHeight).getContext('2d')
      context?.drawImage(video, 0, 0)
      return [...(context?.getImageData(left, top, 1, 1).data ?? [])]
    },
    [seconds, x, y] as const,
  )
}

/** Whether a colour is what it should be, but for what the codec makes of it. */
export function near(expected: readonly number[]): (seen: readonly number[]) => boolean {
  return seen => expected.every((part, at) => Math.abs(part - (seen[at] ?? NaN)) <= 16)
}

/** The colours that cells must have, simulated and coloured here, by the formula of the documentation. */
export function expectedColours(job: Job, cells: readonly number[]): number[][] {
  const values = computeCells(job, 0, countCells(job).total)
  const finite = values.filter(Number.isFinite)
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))]
  return cells.map(cell => {
    const value = values[cell] as number
    if (!Number.isFinite(value)) return [...invalidColour]
    const index = Math.floor((255 * (value - low)) / (high - low) + 0.5)
    return [...colours('viridis').subarray(4 * index, 4 * index + 4)]
  })
}
