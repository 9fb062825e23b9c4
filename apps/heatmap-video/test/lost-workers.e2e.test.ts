import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page, Worker } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { defaultJob, type Job } from '../src/job.js'
import { npyFile } from './npy-file.js'
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

const sweepWorker = /sweep\.worker/
const storageWorker = /frame-storage\.worker/

/** Ends a worker from within, which tells nobody; resolves when the browser has let it go. */
async function end(worker: Worker): Promise<void> {
  const gone = new Promise(resolve => worker.once('close', resolve))
  worker.evaluate(() => self.close()).catch(() => {})
  await gone
}

const endAll = (which: RegExp) => {
  const found = page.workers().filter(worker => which.test(worker.url()))
  expect(found.length).toBeGreaterThan(0)
  return Promise.all(found.map(end))
}

const problem = () => page.textContent('#problem h2')

const volumes = (steps: number): Job => {
  const whole = defaultJob('heat-mode', 40)
  return { ...whole, x: { ...whole.x, steps }, t: { ...whole.t, to: 0.8, steps: 80 } }
}

const run = async (job: Job, least: number) => {
  page = await driver.open({ job, auto: 'run', workers: 2 })
  await reachFrames(page, least)
}

describe('a heat sweep on volumes', () => {
  it('goes on by itself when its workers die, and keeps the frames so far', async () => {
    await run(volumes(40), 5)
    await endAll(sweepWorker)
    expect(await reach(page, 'done')).toMatchObject({ frames: 80 })
    expect(await page.isVisible('#problem')).toBe(false)
    // Each frame was taken in once.
    expect((await sweptOf(page)).swept?.cells).toBe(80 * 40 ** 3)
    // At rest, the worker that reads them is missed by nobody.
    await endAll(storageWorker)
    await page.fill('#scrubber', '2')
    await expect.poll(() => page.textContent('#picture-title')).toContain('frame 2 of 80')
    expect(await page.isVisible('#problem')).toBe(false)
  })

  it('says what to do when no other worker starts in the place of those that died, and continues when asked', async () => {
    await run(volumes(41), 5)
    await page.route(sweepWorker, route => route.abort())
    await endAll(sweepWorker)
    await expect.poll(async () => (await stateOf(page)).phase, { timeout: 60_000 }).toBe('failed')
    expect(await problem()).toBe('A worker did not start')
    await page.unroute(sweepWorker)
    // The browser's own word on what was not loaded.
    driver.complaints.length = 0
    const { frames } = await stateOf(page)
    expect(frames).toBeGreaterThanOrEqual(5)
    expect(await page.textContent('#run')).toBe('Continue')
    await page.click('#run')
    expect(await reach(page, 'done')).toMatchObject({ frames: 80 })
    expect((await sweptOf(page)).swept?.cells).toBe((80 - frames) * 41 * 40 ** 2)
  })

  it('says what to do when the worker that stores its frames dies; what is stored stays', async () => {
    await run(volumes(42), 5)
    await endAll(storageWorker)
    await expect.poll(async () => (await stateOf(page)).phase, { timeout: 60_000 }).toBe('failed')
    expect(await problem(), (await stateOf(page)).error).toBe('The worker that keeps the frames was lost')
    const { frames } = await stateOf(page)
    expect(frames).toBeGreaterThanOrEqual(5)
    // They can be looked at, and the sweep goes on behind them.
    await page.fill('#scrubber', '2')
    await expect.poll(() => page.textContent('#picture-title')).toContain('frame 2 of 80')
    await page.click('#run')
    expect(await reach(page, 'done')).toMatchObject({ frames: 80 })
    expect((await sweptOf(page)).swept?.cells).toBe((80 - frames) * 42 * 40 ** 2)
  })
})

describe('a .npy file on its way in', () => {
  it('stays as far as it is stored when the worker that stores it dies, and is read on when it is named again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heatmap-video-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, 'ramp.npy')
    const cells = npyFile([400, 20, 60, 60], index => index % 1013)
    writeFileSync(path, cells)
    page = await driver.open()
    await page.setInputFiles('#data-file', path)
    await expect
      .poll(() => stateOf(page), { interval: 5, timeout: 60_000 })
      .toSatisfy(state => state.framesTotal === 400 && state.frames > 2)
    await endAll(storageWorker)
    await expect.poll(async () => (await stateOf(page)).phase, { timeout: 60_000 }).toBe('failed')
    expect(await problem(), (await stateOf(page)).error).toBe('The worker that keeps the frames was lost')
    const { frames } = await stateOf(page)
    expect(frames).toBeGreaterThan(2)
    expect(frames).toBeLessThan(400)
    await page.setInputFiles('#data-file', path)
    await expect.poll(() => stateOf(page), { timeout: 60_000 }).toMatchObject({ phase: 'done', frames: 400 })
    expect(await sweptOf(page)).toMatchObject({ found: frames })
  })
})
