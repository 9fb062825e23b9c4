import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openMeter } from '../harness/held-bytes.mjs'
import { openPage } from '../harness/page.mjs'

const MiB = 2 ** 20

describe('the memory of a page and its workers', () => {
  let opened, meter
  beforeEach(async () => {
    opened = await openPage('/bench/test/fixtures/planted-page.mjs', {
      before: async page => {
        meter = await openMeter(page)
      },
    })
    await opened.page.evaluate(() => globalThis.ready)
    await meter.idle()
  })
  afterEach(() => opened.close())

  it('counts what a worker holds, and once what both of them share', async () => {
    await opened.page.evaluate(() => globalThis.plant())
    const { bytes, shared, isolates } = await meter.read()
    expect(isolates).toBe(3)
    expect(shared).toBe(8 * MiB)
    expect(bytes / MiB).toBeGreaterThan(40 - 0.5)
    expect(bytes / MiB).toBeLessThan(40 + 0.5)
  })

  it('counts what a worker of a worker holds', async () => {
    await opened.page.evaluate(() => globalThis.plantDeep())
    const { bytes, isolates } = await meter.read()
    expect(isolates).toBe(4)
    expect(bytes / MiB).toBeGreaterThan(4 - 0.3)
    expect(bytes / MiB).toBeLessThan(4 + 0.7)
  })

  it('takes along what a worker that ended held when idle', async () => {
    await opened.page.evaluate(() => globalThis.plant())
    await meter.idle()
    await opened.page.evaluate(() => globalThis.replaceWorker())
    const { bytes, shared, isolates } = await meter.read()
    expect(isolates).toBe(3)
    // Against the sum of the idle page, the new worker would have 32 MiB for nothing.
    expect((bytes - shared) / MiB).toBeGreaterThan(-0.5)
    expect((bytes - shared) / MiB).toBeLessThan(1)
  })

  it('keeps the highest reading, and does not count what a collection takes away', async () => {
    const { peak } = await meter.during(async nextReading => {
      await opened.page.evaluate(() => globalThis.hold())
      // The first may have begun before.
      await nextReading()
      await nextReading()
      await opened.page.evaluate(() => globalThis.letGo())
      await nextReading()
    })
    expect(peak.bytes / MiB).toBeGreaterThan(32 - 0.5)
    expect(peak.bytes / MiB).toBeLessThan(32 + 1)
    const { bytes } = await meter.read()
    expect(bytes / MiB).toBeLessThan(1)
  })

  it('answers the last reading and the reason where the page dies', async () => {
    await opened.page.evaluate(() => globalThis.plant())
    const outcome = await meter.during(async nextReading => {
      const crashed = new Promise((_, reject) => opened.page.once('crash', () => reject(new Error('the page crashed'))))
      await nextReading()
      const session = await opened.page.context().newCDPSession(opened.page)
      void session.send('Page.crash').catch(() => {})
      await crashed
    })
    expect(outcome.died).toBe('the page crashed')
    expect(outcome.peak.bytes / MiB).toBeGreaterThan(39)
  })
})
