import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultJob } from '../src/job.js'
import { insecureHost, PageDriver, reach, reachFrames, stateOf, sweptOf } from './page-driver.js'

let driver: PageDriver

beforeAll(async () => {
  driver = await PageDriver.start()
})
afterAll(async () => {
  await driver?.stop()
})

const problem = (page: Page): Promise<string | null> => page.textContent('#problem h2')

describe('the fields', () => {
  it('say beside each field what is wrong with it, and keep the run back', async () => {
    const page = await driver.open()
    await page.fill('#x-from', '-500')
    await page.fill('#t-steps', '0')
    expect(await page.textContent('#x-message')).toBe(
      'The start of axis x is -500; First angle goes from -180 to 180 °.',
    )
    expect(await page.textContent('#t-message')).toBe('Axis t has 0 steps; 1 to 1000000 whole steps are allowed.')
    expect(await page.getAttribute('#x-from', 'aria-invalid')).toBe('true')
    expect(await page.getAttribute('#x-from', 'aria-describedby')).toBe('x-message')
    expect(await page.isDisabled('#run')).toBe(true)
    await page.fill('#x-from', '-90')
    await page.fill('#t-steps', '5')
    expect(await page.isDisabled('#run')).toBe(false)
    expect(await page.textContent('#estimates')).toContain('12,500')
    await page.close()
  })

  it('swap two axes when one takes the parameter of the other', async () => {
    const page = await driver.open()
    await page.selectOption('#x-parameter', 'theta2')
    expect(await page.inputValue('#y-parameter')).toBe('theta1')
    await page.selectOption('#model', 'seir-epidemic')
    expect(await page.inputValue('#x-parameter')).toBe('r0')
    expect(await page.inputValue('#x-steps')).toBe('50')
    await page.close()
  })
})

describe('what goes wrong', () => {
  it('is told of an address that asks for nonsense', async () => {
    const page = await driver.open({ auto: 'fly' })
    await reachFailed(page)
    expect(await problem(page)).toBe('The address of this page asks for something it cannot do')
    expect(await page.textContent('#problem')).toContain('use run, render, hold')
    await page.close()
  })

  it('is told of a sweep that is open in another tab, and leaves that one alone', async () => {
    const first = await driver.open({ job: defaultJob('double-pendulum', 60), auto: 'run', workers: 1 })
    await reachFrames(first, 1)
    await first.click('#pause')
    const second = await driver.open({ job: defaultJob('double-pendulum', 60), auto: 'run', workers: 1 })
    await reach(second, 'locked')
    expect(await second.textContent('#status')).toBe('Open in another tab')
    expect(await second.textContent('.problem-place')).toBe(
      'This sweep is open in another tab' +
        'Go on there, or close that tab and try again here. Its frames are safe.Close',
    )
    expect(await second.textContent('.picture')).toContain('Another tab has these frames open.')
    expect(await second.textContent('#run')).toBe('Try again')
    await second.selectOption('#model', 'seir-epidemic')
    expect(await second.textContent('#run')).toBe('Run')
    await second.selectOption('#model', 'double-pendulum')
    await first.click('#resume')
    await reach(first, 'running')
    await first.click('#stop')
    const { frames } = await reach(first, 'idle')
    await first.close()
    await second.click('#run')
    expect((await reachFrames(second, frames)).error).toBeUndefined()
    await second.click('#stop')
    await reach(second, 'idle')
    await second.close()
  })

  it('is told of a disk that is full, and goes on when there is room', async () => {
    const page = await driver.open({ job: { ...defaultJob('driven-oscillator', 300), y: spanOf(300), t: timeOf(10) } })
    const protocol = await driver.protocol(page)
    const origin = new URL(page.url()).origin
    await protocol.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2_000_000 })
    await page.click('#run')
    await reachFailed(page)
    expect(await problem(page)).toBe('The browser has no more room for frames')
    const kept = (await stateOf(page)).frames
    await protocol.send('Storage.overrideQuotaForOrigin', { origin })
    expect(await page.textContent('#run')).toBe(kept > 0 ? 'Continue' : 'Run')
    await page.click('#run')
    expect(await reach(page, 'done')).toMatchObject({ frames: 10 })
    await page.close()
  })

  it('is told of frames that are damaged on the disk; they are simulated again', async () => {
    const job = { ...defaultJob('driven-oscillator'), t: timeOf(12) }
    const page = await driver.open({ job, auto: 'run', workers: 1 })
    await reach(page, 'done')
    const address = new URL(page.url())
    await page.goto(address.origin)
    // In the midst of the sixth frame, and at the end: opening finds a torn end by itself.
    await page.evaluate(async frameBytes => {
      const root = await navigator.storage.getDirectory()
      const folder = await root.getDirectoryHandle('plimsoll-frames')
      for await (const handle of folder.values()) {
        if (!(handle instanceof FileSystemFileHandle)) continue
        const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer())
        // Twelve frames, and what is kept of each.
        if (Math.abs(bytes.length / frameBytes - 13) > 1.2) continue
        for (const at of [Math.floor(bytes.length * 0.45), bytes.length - 1]) bytes[at] = (bytes[at] ?? 0) ^ 1
        const writable = await handle.createWritable()
        await writable.write(bytes)
        await writable.close()
      }
    }, 4 * 2500)
    await page.goto(`${address.origin}${address.pathname}`)
    await expect.poll(() => page.textContent('#status')).toBe('Stopped: 11 of 12 frames are stored')
    await page.fill('#scrubber', '6')
    await expect.poll(() => page.textContent('#status')).toBe('Stopped: 10 of 12 frames are stored')
    expect(await page.textContent('#notice')).toContain('A stored frame was damaged')
    await page.click('#run')
    expect(await reach(page, 'done')).toMatchObject({ frames: 12 })
    expect((await sweptOf(page)).swept?.cells).toBe(2 * 2500)
    await page.close()
  })

  const without = async (page: Page, ...names: string[]) => {
    await page.addInitScript(all => {
      for (const name of all) Reflect.deleteProperty(globalThis, name)
    }, names)
    const job = { ...defaultJob('driven-oscillator', 20), t: timeOf(3) }
    await page.goto(`${page.url()}?auto=render&format=webm&job=${encodeURIComponent(JSON.stringify(job))}`)
  }

  it('is told of a browser without WebCodecs: the film is recorded, with a warning', async () => {
    const page = await driver.open()
    await without(page, 'VideoEncoder')
    await reach(page, 'rendered')
    expect(await page.textContent('#film-warning')).toMatch(/^This browser has no WebCodecs: .* one\.$/)
    // With the film, also when that is shown again.
    await page.goto(page.url().replace(/\?.*/, ''))
    await reach(page, 'rendered')
    expect(await page.textContent('#film-warning')).toContain('frames may be missing or late')
    await page.close()
  })

  it('is told of a browser that makes no film at all; the frames stay', async () => {
    const page = await driver.open()
    await without(page, 'VideoEncoder', 'MediaRecorder')
    await reachFailed(page)
    expect(await problem(page)).toBe('This browser cannot encode this film')
    expect(await stateOf(page)).toMatchObject({ frames: 3 })
    await page.close()
  })

  it('is told of a page that may not keep frames on disk', async () => {
    // A name that is not this machine, and no https: no private file system, no locks, no isolation.
    const page = await driver.open({ auto: 'run' }, insecureHost)
    expect(await page.evaluate(() => isSecureContext)).toBe(false)
    await reachFailed(page)
    expect(await problem(page)).toBe('This browser cannot keep frames on disk')
    await page.close()
  })
})

async function reachFailed(page: Page): Promise<void> {
  await expect.poll(async () => (await stateOf(page)).phase, { timeout: 60_000 }).toBe('failed')
}

function spanOf(steps: number) {
  return { ...defaultJob('driven-oscillator').y, steps }
}

function timeOf(steps: number) {
  return { ...defaultJob('driven-oscillator').t, steps }
}
