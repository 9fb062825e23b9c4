import type { AddressInfo } from 'node:net'
import { browserPath } from '@plimsoll/tooling/browser'
import { listen } from '@plimsoll/tooling/serve'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'

/** Serves the gallery and opens its pages in a real Chromium; a test in which one of them reports an error fails. */
export function galleryPages() {
  let server: Awaited<ReturnType<typeof listen>>
  let browser: Browser
  let context: BrowserContext
  let failures: string[]

  beforeAll(async () => {
    server = await listen(0)
    browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
    server?.closeAllConnections()
  })
  beforeEach(async () => {
    failures = []
    context = await browser.newContext()
  })
  afterEach(async () => {
    await context.close()
    expect(failures).toEqual([])
  })

  return {
    /** Opens a page of the playground, such as `bytes/`, in a tab of its own. */
    async open(path: string): Promise<Page> {
      const page = await context.newPage()
      page.on('pageerror', error => failures.push(error.message))
      page.on('console', message => message.type() === 'error' && failures.push(message.text()))
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/playground/${path}`)
      return page
    },
  }
}

/** Reads again and again until it is as expected. */
export const waitFor = (read: () => Promise<unknown>) => expect.poll(read, { timeout: 60_000 })
