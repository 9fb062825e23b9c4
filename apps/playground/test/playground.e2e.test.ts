import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { galleryPages, waitFor } from './gallery-page.js'

const pages = galleryPages()
let page: Page

const names = ['bytes', 'workers', 'files', 'streaming-processor', 'lru-cache', 'frame-storage', 'memory-monitor']
const text = (selector: string) => page.textContent(selector)
const texts = (selector: string) => page.locator(selector).allTextContents()

async function open(path: string): Promise<void> {
  page = await pages.open(path)
}

describe('the list of pages', () => {
  it('leads to each of them', async () => {
    await open('')
    for (const name of names) {
      await page.click(`main a[href="./${name}/"]`)
      await waitFor(() => text('h1')).toBe(name)
      expect(await text('nav [aria-current]')).toBe(name)
      await page.goBack()
    }
  })

  it('leads to the gallery and the documentation, and each page to its own', async () => {
    const links = () =>
      page.locator('.links a').evaluateAll(found => found.map(link => (link as HTMLAnchorElement).pathname))
    await open('')
    expect(await links()).toEqual(['/docs/', '/'])
    for (const name of names) {
      await open(`${name}/`)
      expect(await page.title()).toBe(`${name} · Plimsoll`)
      expect(await links()).toEqual([`/docs/modules/_plimsoll_${name}.html`, '/'])
    }
  })

  it.each(['', ...names.map(name => `${name}/`)])('fits a phone: /%s', async path => {
    await open(path)
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  })
})

describe('the page of bytes', () => {
  it('reads a size, or says why not', async () => {
    await open('bytes/')
    await page.fill('#size', '1.5 MiB')
    expect([await text('#parsed'), await text('#formatted')]).toEqual(['1,572,864', '1.5 MiB'])
    await page.fill('#size', '64 KB')
    expect(await text('#size-problem')).toContain('BYTES_UNKNOWN_UNIT: size "64 KB" has the unit "KB"; use B, KiB')
    expect(await page.isVisible('#size-answer')).toBe(false)
  })

  it('counts a value and its parts', async () => {
    await open('bytes/')
    await page.fill('#value', '({ a: 1, b: new Float64Array(1000) })')
    expect(Number((await text('#exact'))?.replaceAll(',', ''))).toBeGreaterThan(8000)
    expect((await texts('#parts td:first-child')).map(path => path.split(/\d/)[0])).toEqual([
      '(itself)',
      '.b',
      '.b.buffer',
    ])
    await page.fill('#value', '({ a: ')
    expect(await text('#value-problem')).toContain('SyntaxError')
    expect(await page.isVisible('#parts')).toBe(false)
  })

  it('counts a text, which is no object', async () => {
    await open('bytes/')
    await page.fill('#value', "'a'.repeat(1_000_000)")
    expect([await text('#exact'), await text('#visited')]).toEqual(['1,000,012', '0'])
    expect(await texts('#parts td:first-child')).toEqual(['(itself)976.6 KiB of its own'])
  })

  it('says where it could not look into a value', async () => {
    await open('bytes/')
    await page.fill('#value', 'new Blob()')
    expect([await text('#sure'), await page.isVisible('#unseen')]).toEqual(['in part', true])
    await page.fill('#value', '[1, 2, 3]')
    expect([await text('#sure'), await page.isVisible('#unseen')]).toEqual(['yes', false])
  })

  it.each([
    ['', 'SyntaxError: there is no expression; type one'],
    ["(() => { throw new TypeError('mine') })()", 'TypeError: mine'],
    ['(() => { throw undefined })()', 'It throws undefined.'],
  ])('says why it has no value to count: %s', async (expression, problem) => {
    await open('bytes/')
    await page.fill('#value', expression)
    expect(await text('#value-problem')).toContain(problem)
    expect([await page.isVisible('#value-answer'), await page.isVisible('#parts')]).toEqual([false, false])
  })

  it('shows that shared parts count once', async () => {
    await open('bytes/')
    await page.click('text=Two views, one buffer')
    expect((await texts('#parts td:first-child')).filter(path => path.includes('.buffer'))).toHaveLength(1)
    expect(await text('#external')).toBe('62.5 KiB')
  })
})

describe('the page of workers', () => {
  it('calls, and shows what was thrown', async () => {
    await open('workers/')
    await page.fill('#limit', '1000')
    await page.click('#count button')
    await waitFor(() => text('#log')).toContain('168 primes below 1,000')
    await page.click('#throw')
    await waitFor(() => text('#log .bad')).toBe('RangeError: there is no such cell')
    await page.click('#move')
    await waitFor(() => text('#log')).toContain('2,097,152 numbers there and back')
    expect(await text('#restarts')).toBe('0')
  })

  it('rejects what a killed worker was doing, and starts another', async () => {
    await open('workers/')
    await page.fill('#limit', '100')
    await page.click('#count button')
    await waitFor(() => text('#log')).toContain('25 primes')
    await page.fill('#limit', '50000000')
    await page.click('#count button')
    await waitFor(() => text('#pending')).toBe('1')
    await page.click('#kill')
    await waitFor(() => text('#log .bad')).toContain('WORKER_DIED')
    expect(await text('#state')).toBe('dead')
    await page.fill('#limit', '1000')
    await page.click('#count button')
    await waitFor(() => text('#log')).toContain('168 primes')
    expect(await text('#restarts')).toBe('1')
  })
})

describe('the page of files', () => {
  it('writes, lists, reads in the middle and removes', async () => {
    await open('files/')
    await waitFor(() => page.isVisible('#files-empty')).toBe(true)
    await page.fill('#name', 'a/b.bin')
    await page.fill('#offset', '1000')
    await page.fill('#text', 'plimsoll')
    await page.click('#write .primary')
    await waitFor(() => texts('#files td')).toEqual(['a/b.bin', '1008 B', 'ReadRemove'])
    await page.reload()
    await page.click('[aria-label="Read a/b.bin"]')
    await waitFor(() => text('#bytes')).toContain('000000  00 00')
    await page.fill('#from', '1003')
    await page.click('text=Read 128 bytes')
    await waitFor(() => text('#bytes')).toMatch(/^0003eb {2}6d 73 6f 6c 6c +msoll$/)
    await page.click('[aria-label="Remove a/b.bin"]')
    await waitFor(() => page.isVisible('#files-empty')).toBe(true)
  })

  it('says by name what is refused', async () => {
    await open('files/')
    await page.fill('#name', '../outside')
    await page.click('#write .primary')
    await waitFor(() => text('#problem')).toContain('FILES_INVALID_NAME')
  })
})

describe('the page of frame storage', () => {
  it('stores frames, finds them after a reload, plays and deletes them', async () => {
    await open('frame-storage/')
    await waitFor(() => page.isVisible('#empty')).toBe(true)
    await page.click('#store')
    await waitFor(() => text('#status')).toContain('60 frames of 256 KiB stored')
    expect([await text('#count'), await text('#max')]).toEqual(['60', '4.00'])
    expect(await text('#disk')).toMatch(/^15(\.\d)? MiB$/)
    expect([await text('#encoding'), await text('#stored'), await text('#off')]).toEqual(['raw', '256 KiB', '0'])
    const colours = () =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('#picture')
        const pixels = canvas?.getContext('2d')?.getImageData(0, 0, 256, 256).data ?? []
        return new Set(new Uint32Array(new Uint8Array(pixels).buffer)).size
      })
    expect(await colours()).toBeGreaterThan(50)
    await page.reload()
    await waitFor(() => text('#status')).toContain('60 frames from an earlier visit')
    expect([await text('#count'), await text('#max')]).toEqual(['60', '4.00'])
    await page.selectOption('#codec', 'quantize')
    await waitFor(() => text('#status')).toBe('Frames are written by quantize(16) from now on.')
    await page.click('#store')
    await waitFor(() => text('#status')).toContain('60 frames of 256 KiB stored')
    expect([await text('#count'), await text('#encoding')]).toEqual(['120', 'quantized'])
    expect(Number(await text('#off'))).toBeGreaterThan(0)
    // Those from before stay as they were.
    await page.locator('#frame').fill('7')
    await waitFor(() => text('#encoding')).toBe('raw')
    await page.click('#play')
    await waitFor(() => text('#status')).toContain('120 frames read from disk')
    await page.click('#delete')
    await waitFor(() => text('#status')).toBe('All frames are gone.')
    expect(await page.isVisible('#empty')).toBe(true)
  })
})

describe('the page of the memory monitor', () => {
  const mebi = 2 ** 20
  const want = (name: string, bytes: number) =>
    page.locator('fieldset', { hasText: name }).locator('input[type=range]').fill(String(bytes))
  const set = async (name: string, term: 'min' | 'weight', value: string) => {
    await page.locator(`[id="${name}-${term}"]`).fill(value)
    await page.locator(`[id="${name}-${term}"]`).blur()
  }
  const state = (name: string) => page.locator('fieldset', { hasText: name }).locator('.state p').textContent()

  it('keeps all holders under one line: who is cheapest to have again gives first, who has a min keeps it', async () => {
    await open('memory-monitor/')
    expect(await page.isVisible('#load-empty')).toBe(true)
    expect(await page.isVisible('#log-empty')).toBe(true)
    await want('thumbnails', 20 * mebi)
    await want('search index', 24 * mebi)
    expect(await state('search index')).toContain('holds 24 MiB of 24 MiB wanted')
    expect(await state('thumbnails')).toContain('holds 7 MiB of 20 MiB wanted')
    expect(await text('#log')).toMatch(/thumbnails was asked .* gave 13 MiB: another holder grows/)
    await want('readings', 16 * mebi)
    expect(await text('#log')).toContain('above the line')
    const [used = '', line = ''] = [await text('#used'), await text('#load-line')].map(figure => figure ?? '')
    expect(line).toBe('32 MiB')
    expect(used).toMatch(/^(3[12](\.\d)? MiB)$/)
  })

  it('lets requests wait in turn, and none of them above the line', async () => {
    await open('memory-monitor/')
    // Payloads are held for a while: none is given back before all was looked at.
    await page.clock.install()
    await page.clock.pauseAt(Date.now() + 60_000)
    await want('tiles', 12 * mebi)
    await page.click('#burst')
    await waitFor(() => text('#waiting')).not.toBe('0')
    expect(await text('#requests')).toContain('waits, next in turn')
    expect((await texts('#log li span')).filter(line => line.includes('wait for'))).toEqual([
      expect.stringMatching(/^\d requests wait for 8 MiB each, the last of them payload 10, behind \d$/),
    ])
    await page.clock.resume()
    await waitFor(() => page.isVisible('#requests-empty')).toBe(true)
    expect([await text('#waiting'), await text('#requests')]).toEqual(['0', ''])
    expect(Number.parseFloat((await text('#peak')) ?? '')).toBeLessThanOrEqual(32)
  })

  it('holds a payload until it is given back', async () => {
    await open('memory-monitor/')
    await page.click('#request .primary')
    await waitFor(() => text('#requests')).toContain('payload 1: 8 MiB, held')
    await page.click('#requests button')
    expect(await page.isVisible('#requests-empty')).toBe(true)
    expect(await text('#load-legend')).toContain('requests 0 B')
  })

  it('says by name what is refused: too large a request, a min above the line, a deadlock', async () => {
    await open('memory-monitor/')
    await page.fill('#size', '1GiB')
    await page.click('#request .primary')
    await waitFor(() => text('#request-problem')).toContain('BUDGET_TOO_LARGE: payload 1 asks for 1 GiB')
    await page.fill('#size', 'much')
    await page.click('#request .primary')
    await waitFor(() => text('#request-problem')).toContain('BYTES_')
    await set('tiles', 'min', '64MiB')
    expect(await text('[id="tiles-problem"]')).toContain('BUDGET_TOO_LARGE: tiles is to be guaranteed')
    expect(await page.inputValue('[id="tiles-min"]')).toBe('0 B')
    await want('search index', 24 * mebi)
    await page.click('#deadlock')
    await waitFor(() => text('#request-problem')).toMatch(/BUDGET_DEADLOCK: order [AB] waits for .*order A .* order B/)
    await waitFor(() => text('#log')).toContain('Both orders have given back')
    expect((await texts('#log .bad')).filter(line => line.startsWith('Deadlock'))).toHaveLength(1)
    expect(await page.isEnabled('#deadlock')).toBe(true)
  })

  it.each([
    ['min', '5XB', /^BYTES_UNKNOWN_UNIT: size "5XB" has the unit "XB"; .* The min stays 4 MiB\.$/],
    ['min', '', /^BYTES_INVALID_SIZE: .* The min stays 4 MiB\.$/],
    ['min', '64MiB', /^BUDGET_TOO_LARGE: .* The min stays 4 MiB\.$/],
    ['weight', '', /^weight is empty; give a number above 0\. The weight stays 2\.$/],
    ['weight', '0', /weight.* above 0.* The weight stays 2\.$/],
    ['weight', '-3', /weight.* above 0.* The weight stays 2\.$/],
  ] as const)('keeps the former %s where "%s" is refused, and says why at the holder', async (term, value, problem) => {
    await open('memory-monitor/')
    await want('search index', 8 * mebi)
    await set('search index', term, value)
    const at = page.locator('[id="search index-problem"]')
    expect(await at.textContent()).toMatch(problem)
    expect(await at.isVisible()).toBe(true)
    expect(await page.inputValue('[id="search index-min"]')).toBe('4 MiB')
    expect(await page.inputValue('[id="search index-weight"]')).toBe('2')
    expect(await state('search index')).toContain('holds 8 MiB of 8 MiB wanted')
    await set('search index', 'min', '2MiB')
    expect(await at.isVisible()).toBe(false)
  })

  it('takes any weight that a budget takes, and a min as exact as it was typed', async () => {
    await open('memory-monitor/')
    await set('thumbnails', 'weight', '99')
    expect(await page.isVisible('[id="thumbnails-problem"]')).toBe(false)
    expect(await state('thumbnails')).toContain('fair share 30.8 MiB')
    await set('tiles', 'min', '26.04MiB')
    await set('tiles', 'weight', '3')
    await set('search index', 'min', '6MiB')
    expect(await text('[id="search index-problem"]')).toContain('BUDGET_TOO_LARGE')
  })

  it('leaves the line where it is rather than below what is guaranteed', async () => {
    await open('memory-monitor/')
    await set('tiles', 'min', '20MiB')
    await want('tiles', 24 * mebi)
    await page.locator('#line').fill('16')
    expect(await text('#line-problem')).toMatch(/^BUDGET_TOO_LARGE: .* The line stays at 32 MiB\.$/)
    expect([await text('#line-text'), await page.inputValue('#line')]).toEqual(['32 MiB', '32'])
    expect(await state('tiles')).toContain('holds 24 MiB of 24 MiB wanted')
    await page.locator('#line').fill('40')
    expect([await page.isVisible('#line-problem'), await text('#line-text')]).toEqual([false, '40 MiB'])
  })

  it('starts over: nothing held, asked or explained, the line and the terms as at first', async () => {
    await open('memory-monitor/')
    const shown = async () => [
      await page.locator('main').ariaSnapshot(),
      ...(await page
        .locator('input, select')
        .evaluateAll(fields => fields.map(field => (field as HTMLInputElement).value))),
    ]
    const first = await shown()
    await page.locator('#line').fill('16')
    await page.click('#deadlock')
    await waitFor(() => text('#request-problem')).toContain('BUDGET_DEADLOCK')
    await waitFor(() => page.isEnabled('#deadlock')).toBe(true)
    await set('tiles', 'min', '2MiB')
    await set('readings', 'weight', '0')
    await page.locator('[id="thumbnails-cost"]').selectOption('dear')
    await page.fill('#size', '1MiB')
    await page.click('#request .primary')
    await waitFor(() => text('#requests')).toContain('payload 1: 1 MiB, held')
    await want('tiles', 12 * mebi)
    await page.click('#reset')
    expect(await shown()).toEqual(first)
  })

  it('starts over in the middle of a deadlock and of a burst without a word of it', async () => {
    await open('memory-monitor/')
    const used = await text('#used')
    await page.evaluate(() => {
      for (const id of ['burst', 'deadlock', 'reset']) document.getElementById(id)?.click()
    })
    await waitFor(() => page.isEnabled('#deadlock')).toBe(true)
    expect([await page.isVisible('#request-problem'), await text('#used')]).toEqual([false, used])
    expect(await page.isVisible('#log-empty')).toBe(true)
  })

  it('counts what is told again, rather than tell it again', async () => {
    await open('memory-monitor/')
    for (let blocks = 2; blocks <= 32; blocks += 2) {
      await want('tiles', blocks * mebi)
      await want('search index', blocks * mebi)
    }
    const lines = (await texts('#log li span')).map(line => line.replaceAll(/[\d.]+ (B|[KM]iB)/g, '…'))
    expect(lines.filter(line => line.startsWith('tiles was refused more'))).toEqual([
      expect.stringMatching(/^tiles was refused more: it is itself the next to give back \(\d+ times\)$/),
    ])
    expect(lines.filter(line => line.startsWith('tiles was asked'))).toHaveLength(1)
    expect(lines.length).toBeLessThan(6)
  })
})
