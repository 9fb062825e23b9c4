import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { memoryFiles } from '@plimsoll/files/memory'
import { nodeFiles } from '@plimsoll/files/node'
import { FrameStorage } from '@plimsoll/frame-storage'
import { exportZarr, filesStore } from '@plimsoll/frame-storage/zarr'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { colours } from '../src/colours.js'
import { defaultJob } from '../src/job.js'
import { npyFile } from './npy-file.js'
import { PageDriver, pressAfter, reach, stateOf } from './page-driver.js'
import { folder } from './run-command.js'

let driver: PageDriver
let page: Page

beforeAll(async () => {
  driver = await PageDriver.start()
})
afterAll(async () => {
  await driver?.stop()
})

const write = (name: string, shape: readonly number[], cell: (index: number) => number) => {
  const path = join(folder(), name)
  writeFileSync(path, npyFile(shape, cell))
  return path
}
const colourAt = (x: number, y: number) =>
  page.evaluate(
    ([left, top]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('#picture')
      const copy = new OffscreenCanvas(1, 1).getContext('2d')
      if (canvas) copy?.drawImage(canvas, -left, -top)
      return [...(copy?.getImageData(0, 0, 1, 1).data ?? [])]
    },
    [x, y] as const,
  )
const colour = (entry: number) => [...colours('viridis').subarray(4 * entry, 4 * entry + 4)]

/** Drops a file onto the page as a hand does: what comes of it is the page's. */
async function drop(name: string, bytes: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([called, text]) => {
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(atob(text), character => character.charCodeAt(0))], called))
      return data
    },
    [name, Buffer.from(bytes).toString('base64')] as const,
  )
  await page.dispatchEvent('.data-drop', 'dragover', { dataTransfer: transfer })
  await expect.poll(() => page.textContent('.data-drop')).toContain('Let go to read its frames')
  await page.dispatchEvent('.data-drop', 'drop', { dataTransfer: transfer })
}

describe('a .npy file on the page', () => {
  it('becomes frames, is filmed, and is there again after a reload', async () => {
    page = await driver.open()
    await drop(
      'ramp.npy',
      npyFile([4, 8, 10], index => index),
    )
    await expect
      .poll(() => stateOf(page), { timeout: 60_000 })
      .toMatchObject({ phase: 'done', framesTotal: 4, cells: 320 })
    await expect.poll(() => colourAt(9, 0)).toEqual(colour(255))
    await page.fill('#scrubber', '1')
    await expect.poll(() => colourAt(0, 7)).toEqual(colour(0))
    await page.click('#render')
    expect((await reach(page, 'rendered')).film).toMatchObject({ frames: 4 })
    await page.reload()
    expect(await reach(page, 'rendered')).toMatchObject({ frames: 4 })
    await page.close()
  })

  it('of volumes is looked at along any axis, with a robust range', async () => {
    page = await driver.open()
    // One cell of a thousand is far from all others.
    await page.setInputFiles(
      '#data-file',
      write('cube.npy', [3, 10, 10, 10], index => (index === 0 ? 1e9 : index % 1000)),
    )
    await expect.poll(() => stateOf(page), { timeout: 60_000 }).toMatchObject({ phase: 'done', frames: 3, cells: 3000 })
    await page.selectOption('#view-kind', 'slice')
    await page.fill('#view-index', '9')
    await expect.poll(() => colourAt(9, 0)).toEqual(colour(0))
    await page.selectOption('#range-kind', 'robust')
    await expect.poll(() => colourAt(9, 0)).toEqual(colour(255))
    await page.close()
  })

  it('of many megabytes passes through without being held', async () => {
    page = await driver.open()
    await page.setInputFiles(
      '#data-file',
      write('large.npy', [160, 500, 500], index => index % 977),
    )
    await expect.poll(() => stateOf(page), { timeout: 60_000 }).toMatchObject({ phase: 'done', frames: 160 })
    const budget = await page.evaluate(() => (window as unknown as Pick<Window, 'heatmapVideo'>).heatmapVideo.budget)
    // A picture of two frames, and one frame on its way, counted thrice: of 160.
    expect(budget?.peakReservedBytes).toBeLessThanOrEqual(5 * 1_000_000)
    await page.close()
  })

  it.each([
    ['of the wrong shape is refused with those that are right', npyFile([3, 4], () => 0), 'has the shape (3, 4)'],
    ['that is none is refused', new TextEncoder().encode('hello, world'), ''],
  ])('%s', async (_, bytes, detail) => {
    page = await driver.open()
    await drop('wrong.npy', bytes)
    await page.waitForSelector('#problem')
    expect((await stateOf(page)).phase).not.toBe('failed')
    expect(await page.textContent('#problem h2')).toMatch(
      /^This file (has no frames that can be shown|is damaged, or no)/,
    )
    expect(await page.textContent('#problem')).toContain(detail)
    await page.close()
  })

  it('that is refused leaves a finished sweep as it was', async () => {
    page = await driver.open({ job: { ...defaultJob('driven-oscillator', 12) }, auto: 'run' })
    await reach(page, 'done')
    await drop('wrong.npy', new TextEncoder().encode('hello, world'))
    await page.waitForSelector('#problem.notice')
    expect(await page.textContent('#status')).toBe('Done: all frames are stored')
    expect(await stateOf(page)).toMatchObject({ phase: 'done', frames: 12 })
    await page.click('#problem-close')
    expect(await page.isVisible('#problem')).toBe(false)
    await page.selectOption('#model', 'seir-epidemic')
    expect(await page.textContent('#discard')).toBe('Discard Driven oscillator: the amplitude')
    await page.close()
  })

  it('is needed again where a part of its frames was read: they are kept', async () => {
    page = await driver.open()
    const path = write('half.npy', [400, 300, 300], index => index % 101)
    await page.setInputFiles('#data-file', path)
    await pressAfter(page, 2, 400, '#stop')
    const { frames } = await reach(page, 'idle')
    expect(frames).toBeLessThan(400)
    await page.click('#run')
    await expect.poll(async () => (await stateOf(page)).phase).toBe('failed')
    expect(await page.textContent('#problem h2')).toBe('The file is needed again')
    await page.setInputFiles('#data-file', path)
    await expect.poll(() => stateOf(page), { timeout: 60_000 }).toMatchObject({ phase: 'done', frames: 400 })
    await page.close()
  })
})

describe('a Zarr folder on the page', () => {
  it('becomes frames', async () => {
    const backend = memoryFiles()
    const storage = await FrameStorage.open({ session: 'whole', shape: [8, 10], backend })
    for (let index = 0; index < 3; index++)
      await storage.storeFrame(
        index,
        Float32Array.from({ length: 80 }, (_, cell) => 80 * index + cell),
      )
    const at = join(folder(), 'ramp.zarr')
    await exportZarr(storage, filesStore(nodeFiles({ directory: at })))
    await storage.close()
    page = await driver.open()
    await page.setInputFiles('#data-folder', at)
    await expect
      .poll(() => stateOf(page), { timeout: 60_000 })
      .toMatchObject({ phase: 'done', framesTotal: 3, cells: 240 })
    await expect.poll(() => colourAt(9, 0)).toEqual(colour(255))
    expect(await page.textContent('.file-name')).toContain('ramp.zarr')
    await page.close()
  })

  it('without an array is refused', async () => {
    const at = folder()
    writeFileSync(join(at, 'readme.txt'), 'nothing')
    page = await driver.open()
    await page.setInputFiles('#data-folder', at)
    await page.waitForSelector('#problem')
    expect((await stateOf(page)).phase).not.toBe('failed')
    expect(await page.textContent('#problem h2')).toBe('This folder has no Zarr array that can be shown')
    await page.close()
  })
})
