import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { browserPath } from '@plimsoll/tooling/browser'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

const packages = new URL('../../', import.meta.url)

/** A real Chromium, and a server of the built packages for its pages. */
export interface DistPages {
  readonly context: BrowserContext
  /** Opens a page of this package's tests in a tab of its own, and waits until it says that it is `ready`. */
  open(path: string): Promise<Page>
  close(): Promise<void>
}

/** Starts both; the pages import what was built by an import map, as a user's page would. */
export async function startDistPages(): Promise<DistPages> {
  const server = createServer(async (request, response) => {
    const type = extname(request.url ?? '') === '.html' ? 'text/html' : 'text/javascript'
    try {
      response.setHeader('Content-Type', type).end(await readFile(new URL(`.${request.url}`, packages)))
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] })
  const context = await browser.newContext()
  return {
    context,
    async open(path) {
      const page = await context.newPage()
      const { port } = server.address() as AddressInfo
      await page.goto(`http://127.0.0.1:${port}/streaming-processor/test/${path}`)
      await page.waitForFunction('window.ready')
      return page
    },
    async close() {
      await browser.close()
      server.close()
      server.closeAllConnections()
    },
  }
}
