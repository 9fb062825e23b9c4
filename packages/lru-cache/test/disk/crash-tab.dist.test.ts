import type { Server } from 'node:http'
import { browserPath } from '@plimsoll/tooling/browser'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { servePage } from './served-page.js'

type Backend = 'opfs' | 'indexeddb'
interface Look {
  readonly found: readonly number[]
  readonly damaged: number
  readonly entries: number
}
declare const workOnAndOn: (backend: Backend, first: number) => Promise<never>
declare const look: (backend: Backend) => Promise<Look>

const crashes = 4
const keys = 30

describe('a tab that crashes while it puts and deletes', () => {
  let server: Server
  let url: string
  let context: BrowserContext
  // What each key may be found with; 0 is nothing.
  let states: number[][] = []
  let newest = 0
  let heard = () => {}

  beforeAll(async () => {
    ;({ server, url } = await servePage())
    const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] })
    context = await browser.newContext()
    await context.exposeFunction('report', (what: 'calls' | 'flushed', calls: [number, number][]) => {
      if (what === 'flushed') for (const each of states) each.splice(0, each.length - 1)
      for (const [key, number] of calls) {
        states[key]?.push(number)
        newest = Math.max(newest, number)
      }
      heard()
    })
  })
  afterAll(async () => {
    await context?.browser()?.close()
    server?.close()
  })

  const openPage = async () => {
    const page = await context.newPage()
    await page.goto(url)
    await page.waitForFunction('window.ready')
    return page
  }
  const workSome = async (page: Page, backend: Backend, reports: number) => {
    let left = reports
    const enough = new Promise<void>(resolve => {
      heard = () => {
        if (--left === 0) resolve()
      }
    })
    void page.evaluate(([name, first]) => workOnAndOn(name, first), [backend, newest + 100] as const).catch(() => {})
    await enough
  }
  const expectWhatMayBe = async (page: Page, backend: Backend) => {
    const { found, damaged, entries } = await page.evaluate(name => look(name), backend)
    for (const [key, number] of found.entries()) {
      expect(states[key]).toContain(number)
      states[key] = [number]
    }
    expect([damaged, entries]).toEqual([0, found.filter(number => number !== 0).length])
    return entries
  }

  const timeout = 20_000 + crashes * 8000
  it.each(['opfs', 'indexeddb'] as const)(
    `leaves what was flushed, and nothing that was deleted before, ${crashes} times in %s`,
    { timeout },
    async backend => {
      states = Array.from({ length: keys }, () => [0])
      let found = 0
      for (let times = 0; times < crashes; times++) {
        const page = await openPage()
        found += await expectWhatMayBe(page, backend)
        await workSome(page, backend, 2 + ((times * 7) % 30))
        const crashed = page.waitForEvent('crash')
        const session = await context.newCDPSession(page)
        session.send('Page.crash').catch(() => {})
        await crashed
        await page.close()
      }
      const page = await openPage()
      found += await expectWhatMayBe(page, backend)
      await page.close()
      expect(found).toBeGreaterThan(keys)
    },
  )
})
