import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { defaultJob, type Job } from '../src/job.js'
import { PageDriver, reach, stateOf } from './page-driver.js'

let driver: PageDriver
let page: Page

beforeAll(async () => {
  driver = await PageDriver.start()
})
afterAll(async () => {
  await driver?.stop()
})

const failed = () => expect.poll(async () => (await stateOf(page)).phase, { timeout: 60_000 }).toBe('failed')
const problem = () => page.textContent('#problem h2')

function own(model: string, source: string, steps = 50, frames = 3): Job {
  const job = defaultJob(model, steps)
  return { ...job, t: { ...job.t, steps: frames }, source }
}

/** A module on the page's own site, answered by the test. */
async function module(name: string, text: string): Promise<string> {
  await page.context().route(`**/heatmap-video/${name}`, route =>
    route.fulfill({
      body: text,
      contentType: 'text/javascript',
      headers: { 'cross-origin-resource-policy': 'same-origin' },
    }),
  )
  return `./${name}`
}

describe('an expression', () => {
  it('is checked as it is typed, with the column and what is allowed', async () => {
    page = await driver.open()
    await page.selectOption('#model', 'expression')
    await page.fill('#source', 'x + sni(t)')
    await expect
      .poll(() => page.textContent('#source-message'))
      .toContain('column 5: "sni" is no function; there are abs')
    expect(await page.isDisabled('#run')).toBe(true)
    await page.fill('#source', 'x + z')
    await expect
      .poll(() => page.textContent('#source-message'))
      .toContain('column 5: "z" is not known; there are x, y, t, pi, e')
    await page.check('#volume')
    await expect.poll(() => page.isVisible('#source-message')).toBe(false)
    await page.uncheck('#volume')
    await page.fill('#source', 'x * 10 + y * t')
    for (const axis of ['x', 'y', 't']) await page.fill(`#${axis}-steps`, '7')
    await page.click('#run')
    await expect.poll(() => stateOf(page)).toMatchObject({ phase: 'done', cells: 343, frames: 7 })
    // Frames end in any order: the one on show is the one that ended last.
    await page.fill('#scrubber', '7')
    await page.focus('#picture')
    for (const key of ['ArrowRight', 'ArrowUp']) await page.keyboard.press(key)
    // x = 1 and y = 1, one beside the middle; t = 6.
    await expect.poll(() => page.textContent('.readout')).toContain('16')
    await page.close()
  })
})

describe('under a strict content policy', () => {
  // Page and workers get it: a worker has the policy of its own answer.
  const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src blob:"

  async function strict(job: Job): Promise<void> {
    page = await driver.open()
    await page.context().route('**/heatmap-video/**', async route => {
      const response = await route.fetch()
      await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } })
    })
    await page.goto(`${page.url()}?workers=1&job=${encodeURIComponent(JSON.stringify(job))}`)
    await page.evaluate(() => document.querySelector<HTMLButtonElement>('#run')?.click())
  }

  afterEach(async () => {
    await page.context().unrouteAll()
    await page.close()
  })

  it('an expression runs: nothing of it is made into code', async () => {
    await strict(own('expression', 'sin(x) * cos(y)', 20))
    await expect.poll(() => stateOf(page)).toMatchObject({ phase: 'done', frames: 3 })
  })

  it('a module of this site runs', async () => {
    await strict(own('module', './ripple.js', 20))
    await expect.poll(() => stateOf(page)).toMatchObject({ phase: 'done', frames: 3 })
  })

  it('a module of another site is refused, and the page says whose word it needs', async () => {
    await strict(own('module', 'https://example.com/model.js', 20))
    await failed()
    expect(await problem()).toBe('The module could not be loaded')
    expect(await page.textContent('#problem')).toContain('content policy (script-src)')
  })
})

describe('a module', () => {
  it('that comes with the page runs in workers, and is filmed', async () => {
    page = await driver.open({ job: own('module', './ripple.js', 30, 5), auto: 'render', workers: 2 })
    expect((await reach(page, 'rendered')).film).toMatchObject({ frames: 5 })
    await page.close()
  })

  it('that is not there is named, with what to do', async () => {
    page = await driver.open({ job: own('module', './nowhere.js', 10), auto: 'run' })
    await failed()
    expect(await problem()).toBe('The module could not be loaded')
    expect(await page.textContent('#problem')).toContain('/heatmap-video/nowhere.js')
    await page.close()
  })

  it('without simulate is told what it exports', async () => {
    page = await driver.open()
    const source = await module('bare.js', 'export const other = 1')
    await page.goto(`${page.url()}?auto=run&job=${encodeURIComponent(JSON.stringify(own('module', source, 10)))}`)
    await failed()
    expect(await problem()).toBe('The module exports no simulate')
    expect(await page.textContent('#problem')).toContain('exports other')
    await page.close()
  })

  it('that throws in cell 70000 ends the sweep there: the cell is named, the frames before it stay', async () => {
    page = await driver.open()
    const job = own('module', './breaks.js', 100, 10)
    // Cell 70000 is the first of frame 7.
    await module(
      'breaks.js',
      'export function simulate({ x, y, t }) { if (t > 4.6 && t < 4.7 && x === -3 && y === -3) throw new Error("it broke"); return x }',
    )
    await page.goto(`${page.url()}?auto=run&workers=1&job=${encodeURIComponent(JSON.stringify(job))}`)
    await failed()
    expect(await problem()).toBe('The model failed in one cell')
    expect(await page.textContent('#problem')).toContain('module failed in cell 70000 (x = -3, y = -3')
    expect(await page.textContent('#problem')).toContain('it broke')
    expect((await stateOf(page)).frames).toBe(7)
    await page.close()
  })

  it('of another site is not run by a link alone', async () => {
    page = await driver.open({ job: own('module', 'https://example.com/model.js', 10), auto: 'run' })
    await failed()
    expect(await page.textContent('#problem')).toContain('press Run if you trust it')
    expect(await page.inputValue('#source')).toBe('https://example.com/model.js')
    expect(page.workers()).toEqual([])
    await page.close()
  })
})
