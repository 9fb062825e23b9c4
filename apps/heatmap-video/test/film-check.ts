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

/** The colours of single cells of a decoded frame of the film on the page. */
export function filmPixels(
  page: Page,
  seconds: number,
  points: readonly (readonly [x: number, y: number])[],
): Promise<number[][]> {
  return page.evaluate(
    async ([at, places]) => {
      const video = document.querySelector<HTMLVideoElement>('#film')
      if (!video) throw new Error('there is no film on the page')
      if (video.readyState < 1)
        await new Promise(resolve => video.addEventListener('loadedmetadata', resolve, { once: true }))
      const seeked = new Promise(resolve => video.addEventListener('seeked', resolve, { once: true }))
      video.currentTime = at
      await seeked
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight)
      const context = canvas.getContext('2d')
      context?.drawImage(video, 0, 0)
      return places.map(([x, y]) => [...(context?.getImageData(x, y, 1, 1).data ?? [])])
    },
    [seconds, points] as const,
  )
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
