// The element of the documentation that draws the results: docs/theme/figures.js.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from '../harness/page.mjs'

const read = path => readFileSync(new URL(`../../docs/theme/${path}`, import.meta.url), 'utf8')
const spread = (median, min, max) => ({ median, min, max, mad: 0, values: [min, median, max] })

const result = {
  name: 'example',
  title: 'An example',
  unit: 'ms',
  better: 'lower',
  machine: { cpu: 'A processor', cores: 2, memoryGiB: 4, node: '20.19.0' },
  command: 'npm run bench -- example',
  date: '2026-01-02T03:04:05Z',
  quick: false,
  rounds: 3,
  bestPeer: 'a peer',
  candidates: [
    { name: 'ours', role: 'ours', ...spread(2, 1.5, 3) },
    { name: 'a peer', version: '1.2.3', role: 'peer', ...spread(8, 7, 9) },
    { name: 'one that died', role: 'peer', atLeast: true, notes: ['died'], ...spread(10, 10, 10) },
    { name: 'one that failed', role: 'peer', failed: 'exit code 7' },
    { name: 'a limit', role: 'limit', ...spread(1, 1, 1) },
  ],
  ratios: [
    { to: 'a peer', role: 'peer', ...spread(4, 3, 5) },
    { to: 'one that died', role: 'peer', ...spread(5, 4, 6) },
    { to: 'a limit', role: 'limit', ...spread(0.5, 0.4, 0.6) },
  ],
  goal: [
    { text: 'at least three times as fast', met: true, value: 4 },
    { text: 'at most 2.5 ms', met: false, worst: true, value: 3 },
    { text: 'ends well every time', met: false, every: 'lived', of: 'ours', value: 2, outOf: 3 },
  ],
}

describe('<plimsoll-figure>', () => {
  let browser, page
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  // As TypeDoc serves it: a page two folders down that says in data-base where the root is.
  const show = async (name, { width = 1000 } = {}) => {
    page = await browser.newPage()
    await page.setViewportSize({ width, height: 800 })
    await page.route('http://docs.test/**', (route, request) => {
      const { pathname } = new URL(request.url())
      if (pathname === '/site/figures/example.json') return route.fulfill({ json: result })
      if (pathname.endsWith('.json')) return route.fulfill({ status: 404, body: '' })
      const body = `<!doctype html><html data-base="../"><style>${read('style.css')}</style>
        <body class="tsd-typography"><plimsoll-figure name="${name}"></plimsoll-figure><script>${read('figures.js')}</script>`
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body })
    })
    await page.goto('http://docs.test/site/documents/page.html')
    await page.waitForSelector('plimsoll-figure:not([aria-busy])')
    return page.locator('plimsoll-figure')
  }
  // biome-ignore lint/performance/useDomNodeTextContent: what is seen, of a Playwright locator
  const text = async name => (await show(name)).innerText()

  it('draws a bar for each candidate, whiskers where there is a spread, and names one that failed', async () => {
    const figure = await show('example')
    expect(await figure.locator('svg rect').count()).toBe(4)
    expect(await figure.locator('svg .halo').count()).toBe(2)
    expect(await figure.locator('svg').textContent()).toContain('one that failedfailed')
    expect(await figure.locator('svg').textContent()).toContain('≥ 10.0')
  })

  it('says in words what it means, and which goals are missed', async () => {
    const shown = await text('example')
    expect(shown).toContain('ours is 4.0 times as fast as a peer, and reaches 0.50 of the speed of the limit, a limit.')
    expect(shown).toMatch(/Met\s+at least three times as fast: 4.0 times as fast/)
    expect(shown).toMatch(/Missed\s+at most 2.5 ms: 3.00 ms/)
    expect(shown).toMatch(/Missed\s+ends well every time: 2 of 3/)
  })

  it('names the machine, the rounds and the command', async () => {
    expect(await text('example')).toContain(
      'Median of 3 interleaved rounds, whiskers from least to most; A processor, 2 cores, 4 GiB, Node 20.19.0; 2026-01-02. npm run bench -- example',
    )
  })

  it('reads as an image with a title and a description to those who do not see it', async () => {
    await show('example')
    const image = page.getByRole('img', { name: /^An example/ })
    expect(await image.count()).toBe(1)
    expect(await image.locator('desc').textContent()).toContain(
      'a peer: 8.00 ms; one that died: at least 10.0 ms; one that failed: failed',
    )
  })

  it('fits a phone', async () => {
    await show('example', { width: 360 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    expect(await page.locator('svg').evaluate(svg => svg.getBoundingClientRect().right)).toBeLessThanOrEqual(360)
  })

  it('says what to do where there is no such result', async () => {
    expect(await text('absent')).toContain(
      'The figure “absent” cannot be shown: it has not been measured yet. To measure it: npm run bench -- absent',
    )
  })
})
