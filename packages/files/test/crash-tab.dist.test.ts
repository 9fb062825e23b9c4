import type { Server } from 'node:http'
import { browserPath } from '@plimsoll/tooling/browser'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { servePage } from './served-page.js'

type Backend = 'opfs' | 'indexeddb'
interface Look {
  readonly records: readonly number[]
  readonly content: number
  readonly dropped: readonly { readonly reason: string }[]
}
declare const workOnAndOn: (backend: Backend, first: number) => Promise<never>
declare const look: (backend: Backend) => Promise<Look>

const crashes = 15

describe('a tab that crashes while it appends and replaces', () => {
  let server: Server
  let url: string
  let context: BrowserContext
  let reported = { log: new Set<number>(), manifest: 0 }
  let newest = 0
  let heard = () => {}

  beforeAll(async () => {
    ;({ server, url } = await servePage())
    const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] })
    context = await browser.newContext()
    await context.exposeFunction('report', (what: 'log' | 'manifest', number: number) => {
      if (what === 'log') reported.log.add(number)
      else reported.manifest = number
      newest = Math.max(newest, number)
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
    void page.evaluate(([name, first]) => workOnAndOn(name, first), [backend, newest + 10] as const).catch(() => {})
    await enough
  }
  const expectAllThere = async (page: Page, backend: Backend) => {
    const { records, content, dropped } = await page.evaluate(name => look(name), backend)
    expect(records).not.toContain(-1)
    expect([...reported.log].filter(number => !records.includes(number))).toEqual([])
    expect(content).toBeGreaterThanOrEqual(reported.manifest)
    expect(dropped.every(({ reason }) => reason === 'torn')).toBe(true)
    newest = Math.max(newest, content, ...records)
  }

  const timeout = 20_000 + crashes * 8000
  it.each(['opfs', 'indexeddb'] as const)(
    `has lost nothing that it reported, ${crashes} times in %s`,
    { timeout },
    async backend => {
      reported = { log: new Set(), manifest: 0 }
      for (let times = 0; times < crashes; times++) {
        const page = await openPage()
        if (times > 0) await expectAllThere(page, backend)
        await workSome(page, backend, 1 + ((times * 7) % 20))
        const crashed = page.waitForEvent('crash')
        const session = await context.newCDPSession(page)
        session.send('Page.crash').catch(() => {})
        await crashed
        await page.close()
      }
      const page = await openPage()
      await expectAllThere(page, backend)
      await page.close()
    },
  )
})
