import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny'
import type { Page } from 'playwright-core'
import { colours, invalidColour } from '../src/colours.js'
import { countCells, type Job } from '../src/job.js'
import { computeCells } from '../src/sweep-cells.js'

/** What a demuxer finds in a film. */
export async function readFilm(path: string): Promise<{
  frames: number
  width: number
  height: number
  durationSeconds: number
}> {
  using input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS })
  const track = await input.getPrimaryVideoTrack()
  if (!track) throw new Error(`${path} has no video track`)
  const { packetCount: frames } = await track.computePacketStats()
  return {
    frames,
    width: track.displayWidth,
    height: track.displayHeight,
    durationSeconds: await input.computeDuration(),
  }
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
