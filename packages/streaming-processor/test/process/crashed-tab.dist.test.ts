import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import type { RunReport } from '@plimsoll/streaming-processor'
import { browserPath } from '@plimsoll/tooling/browser'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

declare const addUp: (numbers: readonly number[]) => Promise<RunReport>

const packages = new URL('../../../', import.meta.url)
const numbers = Array.from({ length: 1234 }, (_, at) => (at * 7919) % 1000)

describe('a tab that crashes while it works through a file', () => {
  const worked = new Set<number>()
  const sums = new Map<string, number>()
  let commits = 0
  let heard = () => {}
  let server: Server
  let context: BrowserContext

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const type = extname(request.url ?? '') === '.html' ? 'text/html' : 'text/javascript'
      try {
        response.setHeader('Content-Type', type).end(await readFile(new URL(`.${request.url}`, packages)))
      } catch {
        response.writeHead(404).end()
      }
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] })
    context = await browser.newContext()
    await context.exposeFunction('worked', (start: number, count: number) => {
      for (let item = start; item < start + count; item++) worked.add(item)
    })
    await context.exposeFunction('committed', (key: string, sum: number) => {
      sums.set(key, sum)
      commits += 1
      heard()
    })
  })
  afterAll(async () => {
    await context?.browser()?.close()
    server?.close()
  })

  const openPage = async () => {
    const page = await context.newPage()
    const { port } = server.address() as AddressInfo
    await page.goto(`http://127.0.0.1:${port}/streaming-processor/test/process/fixtures/crash-page.html`)
    await page.waitForFunction('window.ready')
    return page
  }
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
    const session = await context.newCDPSession(page)
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
