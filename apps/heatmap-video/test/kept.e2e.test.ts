import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultJob, type Job, jobKey } from '../src/job.js'
import { PageDriver, reach } from './page-driver.js'

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

const square = (steps: number): Job => defaultJob('driven-oscillator', steps)
const run = async (job: Job, auto = 'run', more = {}) => {
  page = await driver.open({ job, auto, format: 'webm', ...more })
  await reach(page, auto === 'render' ? 'rendered' : 'done')
}
const entry = (steps: number) => page.locator('.stored li', { hasText: `${steps} × ${steps}, ${steps} of ${steps}` })
const keep = (steps: number) => entry(steps).getByRole('checkbox')
/** What the list says, which was looked up, while the box says what was pressed. */
const kept = (steps: number) => expect.poll(() => entry(steps).getAttribute('data-kept'))
const mark = async (steps: number, on: boolean) => {
  await keep(steps).setChecked(on)
  await kept(steps).toBe(String(on))
}

/** The sweeps whose films lie in the page's files. */
const filmed = () =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    const names: string[] = []
    for await (const name of (await root.getDirectoryHandle('plimsoll-films', { create: true })).keys())
      names.push(name)
    return names
  })

/** Lets the page believe that it is two hours later. */
const later = () =>
  page.addInitScript(() => {
    const { now } = Date
    Date.now = () => now() + 7_200_000
  })

describe('a sweep that is marked to be kept', () => {
  it('says so in the list with its size, on show and later, until the mark is taken away', async () => {
    await run(square(8))
    await expect.poll(() => entry(8).textContent()).toMatch(/on show.*8 of 8 frames, \d+(\.\d+)? KiB/)
    expect(await keep(8).isChecked()).toBe(false)
    await mark(8, true)
    await page.reload()
    await reach(page, 'done')
    await expect.poll(() => keep(8).isChecked()).toBe(true)
    await page.close()

    await run(square(9))
    await expect.poll(() => keep(8).isChecked()).toBe(true)
    expect(await keep(9).isChecked()).toBe(false)
    await mark(8, false)
    await page.reload()
    await reach(page, 'done')
    await expect.poll(() => keep(8).isChecked()).toBe(false)
  })

  it('stays when finished ones are cleaned up, which the page tells of; films go with their frames', async () => {
    await run(square(10), 'render')
    await mark(10, true)
    await page.close()
    await run(square(11), 'render')
    expect(await filmed()).toEqual(expect.arrayContaining([10, 11].map(steps => `${jobKey(square(steps))}.webm`)))

    await later()
    await page.goto(`${new URL(page.url()).origin}/heatmap-video/?auto=run&job=${JSON.stringify(square(12))}`)
    await reach(page, 'done')
    expect(await page.textContent('#notice')).toMatch(/not used for an hour had to go/)
    await expect.poll(() => entry(11).count()).toBe(0)
    expect(await keep(10).isChecked()).toBe(true)
    await expect.poll(filmed).toEqual([`${jobKey(square(10))}.webm`])
  })

  it('stays like all others where the address says so', async () => {
    await run(square(13))
    await later()
    const address = `${new URL(page.url()).origin}/heatmap-video/?auto=run&cleanup=off&job=`
    await page.goto(`${address}${JSON.stringify(square(14))}`)
    await reach(page, 'done')
    expect(await page.isVisible('#notice')).toBe(false)
    await expect.poll(() => entry(13).count()).toBe(1)
  })

  it('is deleted when that is confirmed, like any other', async () => {
    await run(square(15))
    await mark(15, true)
    await page.close()
    await run(square(16))
    await entry(15).getByRole('button', { name: 'Delete' }).click()
    await entry(15).getByRole('button', { name: 'Cancel' }).click()
    expect(await keep(15).isChecked()).toBe(true)
    await entry(15).getByRole('button', { name: 'Delete' }).click()
    await entry(15).locator('.danger').click()
    await expect.poll(() => entry(15).count()).toBe(0)
  })
})
