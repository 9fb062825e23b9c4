import type { RunReport } from '@plimsoll/streaming-processor'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DistPages, startDistPages } from '../dist-pages.js'

declare const addUp: (numbers: readonly number[]) => Promise<RunReport>

const numbers = Array.from({ length: 1234 }, (_, at) => (at * 7919) % 1000)

describe('a tab that crashes while it works through a file', () => {
  const worked = new Set<number>()
  const sums = new Map<string, number>()
  let commits = 0
  let heard = () => {}
  let pages: DistPages

  beforeAll(async () => {
    pages = await startDistPages()
    await pages.context.exposeFunction('worked', (start: number, count: number) => {
      for (let item = start; item < start + count; item++) worked.add(item)
    })
    await pages.context.exposeFunction('committed', (key: string, sum: number) => {
      sums.set(key, sum)
      commits += 1
      heard()
    })
  })
  afterAll(() => pages?.close())

  const openPage = () => pages.open('process/fixtures/crash-page.html')
  const crashAfter = async (page: Page, count: number) => {
    const enough = new Promise<void>(resolve => {
      const until = commits + count
      heard = () => {
        if (commits >= until) resolve()
      }
    })
    page.evaluate(numbers => addUp(numbers), numbers).catch(() => {})
    await enough
    const crashed = page.waitForEvent('crash')
    const session = await pages.context.newCDPSession(page)
    session.send('Page.crash').catch(() => {})
    await crashed
    await page.close()
  }

  it('goes on where it was, with a checkpoint in the origin private file system', { timeout: 60_000 }, async () => {
    const crashes = [3, 9, 1, 12, 5]
    for (const count of crashes) await crashAfter(await openPage(), count)
    const page = await openPage()
    const report = await page.evaluate(numbers => addUp(numbers), numbers)
    expect(report).toMatchObject({ status: 'done', items: numbers.length, chunks: 62 })
    expect(report.resumedFrom?.chunks).toBeGreaterThan(20)
    expect(worked.size).toBe(numbers.length)
    const plain = new Map<string, number>()
    for (let index = 0; index < 62; index++) {
      const chunk = numbers.slice(20 * index, 20 * index + 20)
      plain.set(
        `sums/${index}`,
        chunk.reduce((sum, number) => sum + number, 0),
      )
    }
    expect(sums).toEqual(plain)
    // Each crash had at most what was done at once done again.
    expect(commits).toBeLessThanOrEqual(62 + 2 * crashes.length)
  })
})
