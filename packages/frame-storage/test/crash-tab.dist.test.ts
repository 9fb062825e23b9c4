import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { browserPath } from '@plimsoll/tooling/browser'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Look {
  readonly frames: readonly (readonly [index: number, version: number, isWhole: boolean])[]
  readonly recovered: { readonly damagedRecords: number }
}
declare const storeOnAndOn: (first: number) => Promise<never>
declare const look: () => Promise<Look>

const types: Record<string, string> = { '.js': 'text/javascript', '.html': 'text/html' }
const packages = new URL('../../', import.meta.url)

describe.each(['raw', 'auto'])('a tab that goes while it stores with codec %s', codec => {
  let server: Server
  let context: BrowserContext
  const reported = new Map<number, number>()
  let newest = 0

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      try {
        const bytes = await readFile(new URL(`.${request.url?.split('?')[0]}`, packages))
        response.setHeader('Content-Type', types[extname(request.url?.split('?')[0] ?? '')] ?? 'text/plain').end(bytes)
      } catch {
        response.writeHead(404).end()
      }
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] })
    context = await browser.newContext()
    await context.exposeFunction('stored', (index: number, version: number) => {
      reported.set(index, version)
      newest = Math.max(newest, version)
      heard()
    })
  })
  afterAll(async () => {
    await context?.browser()?.close()
    server?.close()
  })

  let heard = () => {}
  const openPage = async () => {
    const page = await context.newPage()
    await page.goto(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/frame-storage/test/crash-page.html?codec=${codec}`,
    )
    return page
  }
  const storeSome = async (page: Page, frames: number) => {
    let left = frames
    const enough = new Promise<void>(resolve => {
      heard = () => {
        if (--left === 0) resolve()
      }
    })
    const first = newest + 10
    void page.evaluate(version => storeOnAndOn(version), first).catch(() => {})
    await enough
  }
  const expectAllStored = async (page: Page) => {
    const { frames, recovered } = await page.evaluate(() => look())
    const found = new Map(frames.map(([index, version]) => [index, version]))
    expect(frames.every(([, , isWhole]) => isWhole)).toBe(true)
    for (const [index, version] of reported) expect(found.get(index)).toBeGreaterThanOrEqual(version)
    expect(recovered.damagedRecords).toBe(0)
    newest = Math.max(newest, ...found.values())
  }

  it.each([1, 5, 60])('has stored what it said when it crashes after %i frames', async frames => {
    const page = await openPage()
    await storeSome(page, frames)
    const crashed = page.waitForEvent('crash')
    const session = await context.newCDPSession(page)
    session.send('Page.crash').catch(() => {})
    await crashed
    await page.close()
    const after = await openPage()
    await expectAllStored(after)
    await after.close()
  })

  it.each([1, 25])('goes on after a reload in the middle, after %i frames', async frames => {
    const page = await openPage()
    await storeSome(page, frames)
    await page.reload()
    await expectAllStored(page)
    await page.close()
  })

  it('goes on in another tab when it is closed', async () => {
    const other = await openPage()
    const page = await openPage()
    await storeSome(page, 10)
    await page.close()
    await expectAllStored(other)
    await other.close()
  })
})
