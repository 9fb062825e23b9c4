import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { browserPath } from '@plimsoll/tooling/browser'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const example = name => fileURLToPath(new URL(`../examples/${name}.mjs`, import.meta.url))
const run = promisify(execFile)
const megabytes = 40
// When a process first tells how far it is: who kills it from outside may come when it is done.
const dying = "--import=data:text/javascript,process.stderr.write = () => process.kill(process.pid, 'SIGKILL')"
let folder
let path
let sums

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-docs-'))
  path = join(folder, 'events.ndjson')
  const { stdout } = await run(process.execPath, [example('make-events'), path, String(megabytes)])
  const events = Number(stdout)
  const kinds = { view: 0, click: 0, order: 0, refund: 0 }
  const names = Object.keys(kinds)
  for (let number = 0; number < events; number++) kinds[names[(number * 7) % 4]] += (number * 7919) % 10_000
  sums = { ...kinds, events }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the events of the guide', () => {
  it('are added up in less memory than they take, by processes that are killed', async () => {
    const start = (...flags) =>
      spawn(process.execPath, [...flags, '--max-old-space-size=24', example('sum-up-node'), path], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NODE_OPTIONS: '' },
      })
    for (let kills = 0; kills < 3; kills++) {
      expect(await once(start(dying), 'exit')).toEqual([null, 'SIGKILL'])
    }
    const whole = start()
    let told = ''
    whole.stdout.on('data', text => {
      told += text
    })
    for await (const line of createInterface(whole.stderr)) expect(line).toMatch(/^\d+ events, \d+ a second$/)
    expect(JSON.parse(told)).toEqual(sums)
  })

  it('are added up by a page, too, whose tab crashed', async () => {
    const server = await serve()
    const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] })
    try {
      const context = await browser.newContext()
      const open = async () => {
        const page = await context.newPage()
        await page.goto(`http://127.0.0.1:${server.address().port}/page.html`)
        await page.locator('input').setInputFiles(path)
        return page
      }
      const crashing = await open()
      await crashing.waitForFunction(() => document.querySelector('output').textContent.includes('a second'))
      const crashed = crashing.waitForEvent('crash')
      const session = await context.newCDPSession(crashing)
      session.send('Page.crash').catch(() => {})
      await crashed
      const page = await open()
      await page.waitForFunction(() => document.querySelector('output').textContent.startsWith('{'), undefined, {
        timeout: 60_000,
      })
      expect(JSON.parse(await page.locator('output').textContent())).toEqual(sums)
    } finally {
      await browser.close()
      server.close()
    }
  })
})

/** Serves the examples and the built packages, for a page that finds them by an import map. */
async function serve() {
  const imports = {
    '@plimsoll/bytes': '/packages/bytes/dist/index.js',
    '@plimsoll/workers': '/packages/workers/dist/index.js',
    '@plimsoll/files': '/packages/files/dist/index.browser.js',
    '@plimsoll/streaming-processor': '/packages/streaming-processor/dist/index.js',
    '@plimsoll/streaming-processor/checkpoint': '/packages/streaming-processor/dist/checkpoint.js',
  }
  const html = `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>
    <input type="file"><output></output><script type="module" src="/docs/examples/sum-up-page.mjs"></script>`
  const root = new URL('../../', import.meta.url)
  const server = createServer(async ({ url }, response) => {
    try {
      const body = url === '/page.html' ? html : await readFile(new URL(`.${url}`, root))
      response.setHeader('Content-Type', url === '/page.html' ? 'text/html' : 'text/javascript').end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}
