import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DistPages, startDistPages } from '../dist-pages.js'

declare const sumBytes: (rangeBytes: number) => Promise<{ total: number; sum: number }>
declare const countRecords: (rangeBytes: number) => Promise<{ count: number; inOrder: boolean }>

const mebibyte = 2 ** 20

// On disk: what a page makes by itself lies in memory, and is read by other ways of the browser.
describe('A File on disk that a page was given', { timeout: 60_000 }, () => {
  const count = 500_000
  const text = Array.from({ length: count }, (_, id) => `${JSON.stringify({ id, pad: 'x'.repeat(id % 150) })}\n`).join(
    '',
  )
  const data = Buffer.from(text)
  let folder: string
  let pages: DistPages
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'picked-'))
    await writeFile(join(folder, 'picked.ndjson'), data)
    pages = await startDistPages()
    page = await pages.open('source/fixtures/picked-file.html')
    await page.setInputFiles('#file', join(folder, 'picked.ndjson'))
  })
  afterAll(async () => {
    await pages?.close()
    await rm(folder, { recursive: true, force: true })
  })

  it.each([
    ['whole', data.length],
    ['in ranges of megabytes', 3 * mebibyte],
    ['in small ranges', mebibyte - 7],
  ])('gives all its bytes, %s', async (_, rangeBytes) => {
    const sum = data.reduce((sum, byte) => sum + byte, 0)
    expect(await page.evaluate(rangeBytes => sumBytes(rangeBytes), rangeBytes)).toEqual({ total: data.length, sum })
  })

  it.each([
    ['whole', data.length],
    ['in ranges of megabytes', 5 * mebibyte],
    ['in small ranges', mebibyte + 11],
  ])('gives all its records, %s', async (_, rangeBytes) => {
    const read = await page.evaluate(rangeBytes => countRecords(rangeBytes), rangeBytes)
    expect(read).toEqual({ count, inOrder: true })
  })
})
