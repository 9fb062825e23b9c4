import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { browserPath } from '@plimsoll/tooling/browser'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { textBytes } from './fixtures/keep-lines.mjs'

describe('lines that are kept, one of fifty', () => {
  const program = fileURLToPath(new URL('fixtures/keep-lines-node.mjs', import.meta.url))
  const parts = 200
  const heldInNode = async (way: string, ...decoder: string[]): Promise<number> => {
    const child = fork(program, [way, String(parts), ...decoder], { execArgv: ['--expose-gc'] })
    const [{ bytes, count }] = await once(child, 'message')
    expect(count).toBe(parts * 100)
    return bytes
  }

  it.each([['lines'], ['one by one'], ['lines', 'web'], ['one by one', 'web']])(
    'hold themselves alone in Node (%s %s)',
    async (way, ...decoder) => {
      expect(await heldInNode(way, ...decoder)).toBeLessThan(textBytes(parts) / 15)
    },
  )

  it('would hold all of the text if they were split off it', async () => {
    expect(await heldInNode('split by hand')).toBeGreaterThan(textBytes(parts) / 2)
  })
})

// Texts of pages lie outside of V8's heap: only the process tells what they hold, and where Linux does.
describe.runIf(process.platform === 'linux')('lines that are kept in a page, one of fifty', () => {
  // As much that what a page takes by itself does not count.
  const parts = 500
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] })
  })
  afterAll(() => browser?.close())

  const packages = new URL('../../../', import.meta.url)
  const imports = {
    '@plimsoll/streaming-processor': '/streaming-processor/dist/index.js',
    '@plimsoll/bytes': '/bytes/dist/index.js',
  }
  const heldInPage = async (way: string): Promise<number> => {
    const page = await browser.newPage()
    await page.route('http://lines.test/**', async route => {
      const { pathname } = new URL(route.request().url())
      const isPage = pathname === '/'
      const body = isPage
        ? `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>`
        : await readFile(new URL(`.${pathname}`, packages))
      await route.fulfill({ contentType: isPage ? 'text/html' : 'text/javascript', body })
    })
    await page.goto('http://lines.test/')
    const before = await residentBytes(browser)
    // As text: the test's own compiler must not touch the import.
    const module = '/streaming-processor/test/lines/fixtures/keep-lines.mjs'
    await page.evaluate(
      `import('${module}').then(async ({ keepLines }) => void (globalThis.kept = await keepLines('${way}', ${parts})))`,
    )
    const protocol = await page.context().newCDPSession(page)
    await protocol.send('HeapProfiler.collectGarbage')
    const held = (await residentBytes(browser)) - before
    expect(await page.evaluate('kept.length')).toBe(parts * 100)
    await page.close()
    return held
  }

  it('hold themselves alone', { timeout: 60_000 }, async () => {
    expect(await heldInPage('lines')).toBeLessThan(textBytes(parts) / 2)
    expect(await heldInPage('one by one')).toBeLessThan(textBytes(parts) / 2)
  })

  it('would hold all of the text if they were split off it', { timeout: 60_000 }, async () => {
    expect(await heldInPage('split by hand')).toBeGreaterThan(textBytes(parts) / 2)
  })
})

/** What the browser's pages hold; the process of one that has gone may still be there, and counts before and after. */
async function residentBytes(browser: Browser): Promise<number> {
  const protocol = await browser.newBrowserCDPSession()
  const { processInfo } = await protocol.send('SystemInfo.getProcessInfo')
  await protocol.detach()
  const renderers = processInfo.filter(({ type }) => type === 'renderer')
  const sizes = await Promise.all(renderers.map(({ id }) => readFile(`/proc/${id}/status`, 'utf8').catch(() => '')))
  return sizes.reduce((sum, text) => sum + 1024 * Number(/VmRSS:\s*(\d+)/.exec(text)?.[1] ?? 0), 0)
}
