import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultJob, type Job } from '../src/job.js'
import { leastLine, usualLine } from '../src/load-line.js'
import { models } from '../src/models/index.js'
import { pageLoad } from '../src/page-load.js'
import { decodeFilm, expectedColours, filmPixel, near } from './film-check.js'
import { PageDriver, reach, reachFrames, stateOf, sweptOf } from './page-driver.js'

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

const short = (model: string): Job => {
  const job = defaultJob(model)
  return { ...job, t: { ...job.t, steps: 12 } }
}

describe('the page, from the first press to the file', () => {
  it('runs 125,000 simulations, goes on after a reload at the first missing frame, and makes a film of them', async () => {
    page = await driver.open({ workers: 2 })
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
    expect(await stateOf(page)).toEqual({ phase: 'idle', cells: 0, cellsTotal: 0, frames: 0, framesTotal: 0 })
    await page.click('#run')
    const before = await reachFrames(page, 10)
    expect(before).toMatchObject({ phase: 'running', cellsTotal: 125_000, framesTotal: 50 })

    await page.reload()
    const done = await reach(page, 'done')
    expect(done).toMatchObject({ cells: 125_000, frames: 50 })
    const { found, swept } = await sweptOf(page)
    expect(found).toBeGreaterThanOrEqual(before.frames)
    // What was stored before the reload was not simulated again.
    expect(swept?.cells).toBe(125_000 - found * 2_500)

    await page.click('#render')
    const { film } = await reach(page, 'rendered')
    expect(film).toMatchObject({ frames: 50, width: 500, height: 500, durationSeconds: 2 })
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')])
    expect(download.suggestedFilename()).toBe('double-pendulum_lengthRatio_50x50x50.mp4')
    const path = await download.path()
    expect(readFileSync(path).byteLength).toBe(film?.bytes)
    // Every frame of the file decodes; the first and the last cell, bottom left and top right, have their colours.
    const [first = [], last = []] = expectedColours(defaultJob(), [0, 124_999])
    const decoded = await decodeFilm(page, path, [
      [5, 494],
      [494, 5],
    ])
    expect(decoded).toMatchObject({ frames: 50, whole: 50, width: 500, height: 500, durationSeconds: 2 })
    expect(decoded.first[0]).toSatisfy(near(first))
    expect(decoded.last[1]).toSatisfy(near(last))

    await page.reload()
    expect((await reach(page, 'rendered')).film).toEqual(film)
    await page.click('#discard')
    await page.click('#discard-sure')
    expect(await reach(page, 'idle')).toMatchObject({ frames: 0, framesTotal: 0 })
    await page.reload()
    expect(await stateOf(page)).toMatchObject({ phase: 'idle', frames: 0 })
  })

  it.each(models.filter(({ simulate }) => simulate).map(({ id }) => id))(
    'films %s in the colours of its values',
    async model => {
      const job = short(model)
      page = await driver.open({ job, auto: 'render', format: 'webm', fps: 10, scale: 10 })
      const { film } = await reach(page, 'rendered')
      expect(film).toMatchObject({ frames: 12, width: 500, height: 500, durationSeconds: 1.2 })
      // The first cell of the first frame lies at the bottom left; the last of the last at the top right.
      const [first = [], last = []] = expectedColours(job, [0, 29_999])
      // A player under load tells of a seek before it shows the picture.
      const seen = (seconds: number, x: number, y: number) =>
        expect.poll(() => filmPixel(page, seconds, x, y), { timeout: 60_000, message: `at ${seconds} s` })
      await seen(0.05, 5, 494).toSatisfy(near(first))
      await seen(1.15, 494, 5).toSatisfy(near(last))
    },
  )
})

describe('sweeps of earlier', () => {
  it('are listed with their size, opened again with all their frames, and deleted', async () => {
    const [first, second] = [8, 9].map(steps => defaultJob('driven-oscillator', steps)) as [Job, Job]
    page = await driver.open({ job: first, auto: 'run' })
    await reach(page, 'done')
    await page.selectOption('#model', 'driven-oscillator')
    for (const axis of ['x', 'y', 't']) await page.fill(`#${axis}-steps`, String(second.x.steps))
    await page.click('#run')
    await expect.poll(() => stateOf(page)).toMatchObject({ phase: 'done', frames: 9 })
    const entry = page.locator('.stored li', { hasText: '8 × 8, 8 of 8 frames' })
    await entry.getByRole('button', { name: 'Open' }).click()
    await expect.poll(() => stateOf(page)).toMatchObject({ phase: 'done', frames: 8, framesTotal: 8 })
    expect(await page.inputValue('#x-steps')).toBe('8')

    const other = page.locator('.stored li', { hasText: '9 × 9, 9 of 9 frames' })
    await other.getByRole('button', { name: 'Delete' }).click()
    await other.locator('.danger').click()
    await expect.poll(() => other.count()).toBe(0)
    await page.click('#discard')
    await page.click('#discard-sure')
    await reach(page, 'idle')
  })
})

describe('the line', () => {
  const figures = () => page.evaluate(() => (window as unknown as Pick<Window, 'heatmapVideo'>).heatmapVideo.budget)
  const job = { ...short('driven-oscillator'), fixed: { force: 3 } }
  const row = (name: string) => page.locator('.figures tr', { hasText: name }).locator('td').textContent()

  it('lies at (workers + 2) frames + 16 MiB, and all is reserved below it', async () => {
    page = await driver.open({ job, auto: 'render', workers: 2 })
    await reach(page, 'rendered')
    const { limitBytes, peakReservedBytes, waits } = (await figures()) ?? expect.fail('there is no budget')
    expect(limitBytes).toBe(usualLine({ job, workers: 2 }))
    expect(limitBytes).toBe(4 * 10_000 + 16 * 2 ** 20)
    expect(peakReservedBytes).toBeGreaterThanOrEqual(3 * 10_000) // the picture, and a frame at least
    expect(peakReservedBytes).toBeLessThanOrEqual(limitBytes)
    expect(waits).toBe(0)
    expect(await row('load line')).toBe('16 MiB')
    // The film is made and the sweep is over: the picture alone is held.
    expect(await row('reserved below it')).toBe('19.5 KiB')
  })

  it('as low as it goes lets frame wait for frame, and the film is as long', async () => {
    const other = { ...job, fixed: { force: 4 } }
    const least = leastLine(pageLoad(other, 2))
    page = await driver.open({ job: other, auto: 'render', workers: 2, maxMemory: `${least}B` })
    expect((await reach(page, 'rendered')).film).toMatchObject({ frames: 12, durationSeconds: 0.48 })
    const budget = await figures()
    expect(budget).toMatchObject({ limitBytes: least })
    expect(budget?.peakReservedBytes).toBeLessThanOrEqual(least)
    expect(budget?.waits).toBeGreaterThan(0)
  })

  it('is refused where it is too low for one frame, before anything is stored', async () => {
    page = await driver.open({ job: { ...job, fixed: { force: 5 } }, auto: 'run', workers: 2, maxMemory: '20KiB' })
    await expect.poll(async () => (await stateOf(page)).phase).toBe('failed')
    const { error, framesTotal } = await stateOf(page)
    expect(error).toContain('The line is too low for one frame: a line at 20 KiB (20480 bytes) is too low')
    expect(framesTotal).toBe(0)
  })
})

describe('a sweep under way', () => {
  it('pauses, stays paused over a reload, and resumes', async () => {
    page = await driver.open({ job: defaultJob(), workers: 1 })
    await page.click('#run')
    await reachFrames(page, 2)
    await page.click('#pause')
    await reach(page, 'paused')
    expect(await page.isDisabled('#model')).toBe(true)

    await page.reload()
    const paused = await reach(page, 'paused')
    expect(paused.frames).toBeGreaterThanOrEqual(2)
    expect(await page.textContent('#status')).toBe(`Paused: ${paused.frames} of 50 frames are stored`)
    await page.click('#resume')
    await reachFrames(page, paused.frames + 2)
    await page.click('#pause')
    await reach(page, 'paused')
    await page.click('#resume')
    await reach(page, 'running')
  })

  it('stops, keeps its frames, and continues', async () => {
    page = await driver.open({ job: { ...defaultJob(), fixed: { horizon: 29 } }, workers: 1 })
    await page.click('#run')
    await reachFrames(page, 2)
    await page.click('#stop')
    const stopped = await reach(page, 'idle')
    await page.reload()
    await reachFrames(page, stopped.frames)
    expect(await stateOf(page)).toMatchObject({ phase: 'idle', frames: stopped.frames })
    expect(await page.textContent('#run')).toBe('Continue')
    await page.fill('#scrubber', '1')
    await expect.poll(() => page.textContent('#picture-title')).toContain('frame 1 of 50')
    await page.click('#run')
    await reachFrames(page, stopped.frames + 1)
    await page.click('#stop')
    await reach(page, 'idle')
  })

  it('holds with its workers up until it is told to go', async () => {
    page = await driver.open({ job: { ...short('driven-oscillator'), fixed: { force: 2 } }, auto: 'hold', workers: 2 })
    expect(await reach(page, 'held')).toMatchObject({ cells: 0, frames: 0 })
    const workers = page.workers().map(worker => worker.url())
    expect(workers.filter(url => url.includes('sweep.worker'))).toHaveLength(2)
    expect(workers.filter(url => url.includes('frame-storage.worker'))).toHaveLength(1)
    await page.evaluate(() => (window as unknown as { heatmapVideo: { go(): void } }).heatmapVideo.go())
    expect(await reach(page, 'done')).toMatchObject({ frames: 12, cells: 30_000 })
    expect(page.workers().filter(worker => worker.url().includes('sweep.worker'))).toEqual([])
  })
})
