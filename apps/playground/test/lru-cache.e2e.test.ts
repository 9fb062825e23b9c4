import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { galleryPages, waitFor } from './gallery-page.js'

const pages = galleryPages()
let page: Page

const text = (selector: string) => page.textContent(selector)
const texts = (selector: string) => page.locator(selector).allTextContents()

async function open(): Promise<void> {
  page = await pages.open('lru-cache/')
}

/** Runs what is chosen to its end; the status is what the page writes last. */
async function run(end: RegExp | string = 'Done'): Promise<void> {
  await page.click('#run')
  await waitFor(() => text('#status')).toMatch(end)
}

/** Hit ratios by policy, of the smallest cache first. */
async function ratios(): Promise<Record<string, number[]>> {
  const names = (await texts('#ratio-heads th')).slice(1)
  const rows = await page
    .locator('#ratio-rows tr')
    .evaluateAll(rows =>
      rows.map(row => [...row.children].slice(1).map(cell => Number.parseFloat(cell.textContent ?? ''))),
    )
  return Object.fromEntries(names.map((name, place) => [name, rows.map(row => row[place] as number)]))
}

describe('the page of lru-cache', () => {
  it('says what to do where nothing was run', async () => {
    await open()
    expect(await text('#chart-empty')).toBe('Nothing was asked for yet: run a trace.')
    expect(await page.isVisible('#results')).toBe(false)
    expect(await text('#source')).toContain('200,000 requests for 20,000 keys')
    await page.fill('#typed', ' ')
    expect(await text('#source')).toBe('No trace yet: choose one, type one, or drop a file.')
    await page.click('#run')
    expect(await text('#trace-problem')).toBe('there is no trace; choose one, or type some keys, such as a b c a')
  })

  it('runs a trace that was typed, and shows by name what each policy keeps, who would leave last at the beginning', async () => {
    await open()
    await page.fill('#typed', 'a b c a, d\na b e')
    await page.fill('#largest', '8 KiB')
    await page.fill('#bound', '3')
    await run()
    expect(await text('#bound-text')).toBe('3 KiB')
    expect(await texts('#kept section:first-child li')).toEqual(['e', 'b', 'a'])
    expect((await ratios()).lru).toEqual([0, 12.5, 25, 37.5, 37.5, 37.5, 37.5, 37.5])
    await page.fill('#bound', '1')
    expect(await texts('#kept section:first-child li')).toEqual(['e'])
    expect((await text('#status')) ?? '').toMatch(/^Done: 8 requests to 24 caches/)
  })

  it('reckons with the sizes that a trace tells', async () => {
    await open()
    await page.fill('#typed', 'a=6000 b c a=6000 b')
    await page.fill('#largest', '8 KiB')
    await page.fill('#bound', '8')
    await run()
    expect((await ratios()).lru).toEqual([0, 20, 20, 20, 20, 0, 0, 40])
  })

  it('tells policies apart: a loop that is larger than the cache leaves least-recently-used nothing', async () => {
    await open()
    await page.click('text=A loop')
    await page.selectOption('#length', '20000')
    await run()
    const { lru = [], wTinyLfu = [] } = await ratios()
    expect(lru.slice(0, 4)).toEqual([0, 0, 0, 0])
    expect(wTinyLfu[3]).toBeGreaterThan(40)
    expect(lru[7]).toBeCloseTo(75, 0)
    expect(await page.locator('#chart polyline').count()).toBe(3)
    expect((await texts('#kept .unit'))[0]).toMatch(/^2,048 entries/)
    expect(await page.locator('#kept canvas').first().getAttribute('aria-label')).toMatch(/^2,048 entries found never/)
  })

  it('is paused, goes on, and stops, when told', async () => {
    await open()
    await page.selectOption('#length', '20000000')
    await page.click('#run')
    await waitFor(() => text('#status')).toContain('Running')
    await page.click('#pause')
    const paused = await text('#status')
    expect(paused).toContain('Paused at')
    expect([await page.isEnabled('#run'), await page.isEnabled('#typed')]).toEqual([false, false])
    await page.click('#pause')
    await waitFor(() => text('#status')).toMatch(/Running: /)
    await page.click('#stop')
    await waitFor(() => text('#status')).toContain('Stopped')
    expect([await page.isEnabled('#run'), await page.isEnabled('#stop')]).toEqual([true, false])
  })

  it('reads a file as it runs it, and says which line it cannot read', async () => {
    await open()
    const content = Array.from({ length: 3000 }, (_, n) => `key-${n % 500}`).join('\n')
    await page.setInputFiles('#file', { name: 'trace.txt', mimeType: 'text/plain', buffer: Buffer.from(content) })
    expect([await text('#file-name'), await text('#source')]).toEqual([
      'trace.txt',
      'The keys of trace.txt, read as they are run: nothing leaves this page.',
    ])
    await run()
    expect((await ratios()).lru).toEqual(Array(8).fill(83.3))
    await page.setInputFiles('#file', { name: 'bad.txt', mimeType: 'text/plain', buffer: Buffer.from('a\nb\nc=-1') })
    await run('Failed')
    expect(await text('#trace-problem')).toBe(
      'line 3 has "c=-1"; write a key, or key=bytes with a whole number of bytes, such as c=4096',
    )
    await page.setInputFiles('#file', { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) })
    expect(await text('#trace-problem')).toBe('"empty.txt" is empty: there is nothing to ask for.')
  })

  it('refuses sizes that are none, by name', async () => {
    await open()
    await page.fill('#largest', '8 XB')
    await page.click('#run')
    expect(await text('#trace-problem')).toContain('BYTES_UNKNOWN_UNIT')
    expect(await text('#status')).toBe('Nothing was run.')
    await page.fill('#largest', '2')
    await page.click('#run')
    expect(await text('#trace-problem')).toContain('at least 8 bytes')
  })
})
