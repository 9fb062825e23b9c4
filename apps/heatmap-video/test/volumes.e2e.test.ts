import { cutPlane } from '@plimsoll/frame-storage/video'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { colours } from '../src/colours.js'
import { countCells, defaultJob, type Job } from '../src/job.js'
import { SweepRange } from '../src/sweep-range.js'
import { parseView, pictureShape, planeOf, type View } from '../src/view.js'
import { filmPixel, near } from './film-check.js'
import { colourOver, outlierJob } from './outlier-job.js'
import { PageDriver, reach, stateOf } from './page-driver.js'

let driver: PageDriver
let page: Page

beforeAll(async () => {
  driver = await PageDriver.start()
})
afterAll(async () => {
  await driver?.stop()
})
beforeEach(() => {
  driver.complaints.length = 0
  return async () => {
    await page?.close()
    expect(driver.complaints).toEqual([])
  }
})

const whole = defaultJob('heat-spot', 12)
const spot: Job = { ...whole, y: { ...whole.y, steps: 10 }, z: { parameter: 'z', from: 0, to: 1, steps: 8 } }

/** All volumes of a job, computed here. */
async function volumes(job: Job): Promise<Float32Array[]> {
  const range = new SweepRange()
  const { frame } = countCells(job)
  const all: Float32Array[] = []
  for (let t = 0; t < job.t.steps; t++)
    all.push((await range.compute({ job, start: t * frame, end: (t + 1) * frame })).values)
  return all
}

function colourOf(value: number, frames: readonly Float32Array[]): number[] {
  const over = (pick: (...values: number[]) => number) =>
    frames.map(frame => frame.reduce((a, b) => pick(a, b))).reduce((a, b) => pick(a, b))
  const [low, high] = [over(Math.min), over(Math.max)]
  const index = Math.floor((255 * (value - low)) / (high - low) + 0.5)
  return [...colours('viridis').subarray(4 * index, 4 * index + 4)]
}

function picture(job: Job, frame: Float32Array, view: View): ArrayLike<number | bigint> {
  return cutPlane(frame, planeOf(job, view)).grid
}

const pixelOnPage = (x: number, y: number) =>
  page.evaluate(
    ([left, top]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('#picture')
      const copy = new OffscreenCanvas(1, 1).getContext('2d')
      if (canvas) copy?.drawImage(canvas, -left, -top)
      return [...(copy?.getImageData(0, 0, 1, 1).data ?? [])]
    },
    [x, y] as const,
  )

describe('volumes on the page', () => {
  it('are computed by one worker, drawn as they are looked at, and filmed so', async () => {
    page = await driver.open({ job: { ...spot, t: { ...spot.t, steps: 12 } }, auto: 'run', view: 'max:y', workers: 2 })
    const done = await reach(page, 'done')
    expect(done).toMatchObject({ cells: 12 * 960, frames: 12 })
    const job = { ...spot, t: { ...spot.t, steps: 12 } }
    const frames = await volumes(job)
    const last = frames[11] as Float32Array
    const middle = async (view: View, column: number, row: number) => {
      const [height, width] = pictureShape(job, view)
      const value = picture(job, last, view)[row * width + column] as number
      await expect.poll(() => pixelOnPage(column, height - 1 - row)).toEqual(colourOf(value, frames))
    }
    await middle(parseView('max:y'), 5, 3)
    await page.selectOption('#view-kind', 'mean')
    await middle(parseView('mean:y'), 5, 3)
    await page.selectOption('#view-axis', 'x')
    await middle(parseView('mean:x'), 4, 3)
    await page.selectOption('#view-kind', 'slice')
    await page.fill('#view-index', '2')
    await middle(parseView('slice:x=2'), 4, 3)

    await page.selectOption('#format', 'webm')
    await page.selectOption('#scale', '16')
    await page.click('#render')
    const { film } = await reach(page, 'rendered')
    expect(film).toMatchObject({ frames: 12, width: 160, height: 128 })
    const first = picture(job, frames[0] as Float32Array, parseView('slice:x=2'))
    // Row 3, column 4, from the bottom.
    const expected = colourOf(first[3 * 10 + 4] as number, frames)
    await expect
      .poll(() => filmPixel(page, 0.02, 4 * 16 + 8, (7 - 3) * 16 + 8), { timeout: 60_000 })
      .toSatisfy(near(expected))
    expect(await page.getAttribute('#download', 'download')).toContain('slice-x-2')
  })

  it('are filmed over the range that is chosen: of all frames, without outliers, fixed', async () => {
    page = await driver.open({ job: outlierJob, auto: 'run', view: 'slice:z=4', format: 'webm', scale: 16 })
    await reach(page, 'done')
    const seen: number[][] = []
    for (const range of ['global', 'robust', 'fixed']) {
      await page.selectOption('#range-kind', range)
      if (range === 'fixed') {
        await page.fill('#range-low', '100')
        await page.fill('#range-high', '160')
      }
      await page.click('#render')
      await reach(page, 'rendered')
      // Column 2, row 1 of the first frame: 2 + 6 + 4 * 36.
      const expected = await colourOver(outlierJob, range === 'fixed' ? '100..160' : range, 152)
      const pixel = () => filmPixel(page, 0.02, 2 * 16 + 8, 4 * 16 + 8)
      await expect.poll(pixel, { timeout: 60_000, message: range }).toSatisfy(near(expected))
      seen.push(expected)
    }
    const [global = [], robust = [], fixed = []] = seen
    expect([near(global)(robust), near(global)(fixed), near(robust)(fixed)]).toEqual([false, false, false])
  })

  it('go on after a reload at the first missing frame, to the same bits', async () => {
    const job = { ...defaultJob('heat-mode', 40), t: { parameter: 'time', from: 0, to: 0.05, steps: 60 } }
    page = await driver.open({ job, auto: 'run' })
    await expect.poll(async () => (await stateOf(page)).frames, { interval: 5 }).toBeGreaterThan(3)
    await page.reload()
    expect(await reach(page, 'done')).toMatchObject({ frames: 60 })
    const found = await page.evaluate(() => (window as unknown as Pick<Window, 'heatmapVideo'>).heatmapVideo.found)
    expect(found).toBeGreaterThan(3)
    const frames = await volumes(job)
    const view = parseView('max:z')
    const last = picture(job, frames[59] as Float32Array, view)
    await expect.poll(() => pixelOnPage(7, 40 - 1 - 5)).toEqual(colourOf(last[5 * 40 + 7] as number, frames))
  })

  it('may be of any model with a parameter to spare', async () => {
    page = await driver.open({ workers: 2 })
    await page.selectOption('#model', 'driven-oscillator')
    await page.check('#volume')
    for (const axis of ['x', 'y', 'z', 't']) await page.fill(`#${axis}-steps`, '6')
    expect(await page.textContent('#estimates')).toContain('1,296')
    await page.click('#run')
    await expect.poll(() => stateOf(page)).toMatchObject({ phase: 'done', cells: 1296, frames: 6 })
    expect(await page.isVisible('#view-kind')).toBe(true)
  })

  it('have colours over a range that is chosen', async () => {
    const job = { ...spot, t: { ...spot.t, steps: 4 } }
    page = await driver.open({ job, auto: 'run', view: 'max:z' })
    await reach(page, 'done')
    await page.selectOption('#range-kind', 'fixed')
    await page.fill('#range-low', '5')
    await page.fill('#range-high', '6')
    await expect.poll(() => pixelOnPage(6, 5)).toEqual([...colours('viridis').subarray(0, 4)])
    await page.fill('#range-high', '4')
    expect(await page.textContent('#range-message')).toBe('Two numbers, the lower first.')
    await page.selectOption('#range-kind', 'global')
    await expect.poll(() => pixelOnPage(6, 5)).not.toEqual([...colours('viridis').subarray(0, 4)])
  })
})
