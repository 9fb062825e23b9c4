import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { galleryPages, waitFor } from './gallery-page.js'

const pages = galleryPages()
let page: Page

const text = (selector: string) => page.textContent(selector)
const texts = (selector: string) => page.locator(selector).allTextContents()

async function open(): Promise<void> {
  page = await pages.open('streaming-processor/')
}

describe('a sweep', () => {
  it('sweeps a grid on several workers, within its bound', async () => {
    await open()
    for (const [id, steps] of Object.entries({ x: '60', y: '50', t: '40' })) await page.fill(`#${id}`, steps)
    await page.fill('#concurrency', '2')
    await page.fill('#chunk', '3')
    await page.click('#run')
    await waitFor(() => text('#status')).toContain('Done')
    expect([await text('#cells'), await text('#cells-total')]).toEqual(['120,000', 'of 120,000'])
    expect(Number(/\d+/.exec((await text('#flight-most')) ?? '')?.[0])).toBeLessThanOrEqual(4)
    expect((await texts('#legend span')).length).toBe(2)
  })

  it('stops when told', async () => {
    await open()
    for (const [id, steps] of Object.entries({ x: '2000', y: '2000', t: '2000' })) await page.fill(`#${id}`, steps)
    await page.click('#run')
    await waitFor(() => text('#cells')).not.toBe('0')
    await page.click('#stop')
    await waitFor(() => text('#status')).toContain('Stopped')
    expect(await page.isEnabled('#run')).toBe(true)
  })
})

/** A file of known content, chosen by hand. */
async function choose(name: string, content: string | Buffer): Promise<void> {
  await page.setInputFiles('#file', { name, mimeType: 'text/plain', buffer: Buffer.from(content) })
}

/** Counts in ranges of 256 KiB, so that a file of some megabytes has many. */
async function count(what: 'lines' | 'fields'): Promise<void> {
  await page.check(`#count-${what}`)
  await page.fill('#file-range', '18')
  await page.click('#count-start')
}

const facts = async () =>
  Object.fromEntries(
    await page
      .locator('#file-lines-rows tr')
      .evaluateAll(rows => rows.map(row => [...row.children].map(cell => cell.textContent))),
  )

describe('a file', () => {
  it('has its lines counted by several workers, each line once wherever the ranges cut', async () => {
    const lines = Array.from({ length: 60_000 }, (_, line) => `${line} ${'ä'.repeat(line % 40)}`)
    lines[41_234] = 'x'.repeat(300_000)
    lines[50_000] = ''
    const content = Buffer.from(lines.join('\r\n'))
    await open()
    await choose('lines.txt', content)
    expect(await text('#file-size')).toContain(`${content.length.toLocaleString('en')} bytes`)
    await count('lines')
    await waitFor(() => text('#file-status')).toContain('Done')
    expect(await facts()).toMatchObject({
      lines: '60,000',
      'blank lines': '1',
      bytes: content.length.toLocaleString('en'),
      'longest line': '300,000 bytes',
      'number of the longest line': '41,235',
    })
    expect(await page.locator('#file-progress').evaluate(bar => (bar as HTMLProgressElement).value)).toBe(1)
  })

  it('has the fields of its records counted, and lines that are none told by their numbers', async () => {
    const records = Array.from({ length: 30_000 }, (_, id) =>
      JSON.stringify({ id, name: `läufer ${id}`, ...(id % 2 === 0 ? { ms: id % 6 === 0 ? null : id } : {}) }),
    )
    records[7] = '{"id":7,"na'
    records[8] = ' '
    records[29_999] = '1,2'
    await open()
    await choose('records.ndjson', `${records.join('\n')}\n`)
    await count('fields')
    await waitFor(() => text('#file-status')).toContain('Done')
    expect([await text('#records-good'), await text('#records-bad')]).toEqual(['29,997', '2'])
    expect([await text('#records-lines'), await text('#records-blank')]).toEqual(['30,000', '1 of them blank'])
    expect(await texts('#fields-rows td:first-child')).toEqual(['id', 'name', 'ms'])
    expect(await texts('#fields-rows td:last-child')).toEqual(['number', 'text', 'number 66.7 %, null 33.3 %'])
    expect(await texts('#bad-rows td:first-child')).toEqual(['8', '30,000'])
    expect(await texts('#bad-rows code')).toEqual(['{"id":7,"na', '1,2'])
    expect(await page.isVisible('#file-lines')).toBe(false)
  })

  it('is paused, goes on, and is aborted, when told', async () => {
    await open()
    await page.selectOption('#sample-size', { label: '5 GiB' })
    await page.click('#make-sample')
    expect(await text('#file-size')).toContain('GiB')
    await count('fields')
    await waitFor(() => text('#file-done')).not.toBe('0 B')
    await page.click('#count-pause')
    await waitFor(() => text('#file-status')).toBe('Paused: nothing further is read.')
    expect([await page.isEnabled('#count-start'), await page.isEnabled('#file')]).toEqual([false, false])
    await page.click('#count-pause')
    const done = await text('#file-done')
    await waitFor(() => text('#file-done')).not.toBe(done)
    expect(page.workers().length).toBeGreaterThan(0)
    await page.click('#count-abort')
    await waitFor(() => text('#file-status')).toMatch(/^Aborted; all workers are gone/)
    await waitFor(async () => page.workers().length).toBe(0)
    expect(Number((await text('#records-good'))?.replaceAll(',', ''))).toBeGreaterThan(0)
    expect([await page.isEnabled('#count-start'), await page.isEnabled('#count-abort')]).toEqual([true, false])
  })

  it('is aborted while it is paused', async () => {
    await open()
    await page.selectOption('#sample-size', { label: '5 GiB' })
    await page.click('#make-sample')
    await count('lines')
    await waitFor(() => text('#file-done')).not.toBe('0 B')
    await page.click('#count-pause')
    await page.click('#count-abort')
    await waitFor(() => text('#file-status')).toContain('Aborted')
  })

  it('is refused where it is empty or packed, and told of where a line is too long', async () => {
    await open()
    expect([await page.isEnabled('#count-start'), await text('#file-status')]).toEqual([
      false,
      'No file yet: drop one, choose one, or make a sample.',
    ])
    await choose('empty.txt', '')
    expect(await text('#file-problem')).toBe('"empty.txt" is empty: there is nothing to count.')
    await choose('log.gz', 'packed')
    expect(await text('#file-problem')).toContain('"log.gz" is packed')
    expect(await page.isEnabled('#count-start')).toBe(false)
    await choose('one-line.json', `first\n${'x'.repeat(2 ** 24 + 1)}`)
    await count('lines')
    await waitFor(() => text('#file-status')).toContain('Failed')
    expect(await text('#file-problem')).toContain('STREAM_LINE_TOO_LONG')
  })

  it('that was changed since it was chosen is told of', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'playground-')), 'log.txt')
    await writeFile(path, 'one\ntwo\n')
    await open()
    await page.setInputFiles('#file', path)
    await writeFile(path, 'one\ntwo\nthree\n')
    await count('lines')
    await waitFor(() => text('#file-status')).toContain('Failed')
    expect(await text('#file-problem')).toContain('If it was changed or moved since it was chosen, choose it again.')
    await rm(path)
  })

  it('is taken where it is dropped', async () => {
    await open()
    const dropped = await page.evaluateHandle(() => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['one\ntwo'], 'dropped.txt'))
      return transfer
    })
    await page.dispatchEvent('body', 'drop', { dataTransfer: dropped })
    expect(await text('#file-name')).toBe('dropped.txt')
    await count('lines')
    await waitFor(() => text('#file-status')).toContain('Done')
    expect(await facts()).toMatchObject({ lines: '2', 'longest line': '3 bytes', 'number of the longest line': '1' })
  })
})
