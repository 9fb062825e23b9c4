import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openMeter } from '../harness/held-bytes.mjs'
import { openPage } from '../harness/page.mjs'

const MiB = 2 ** 20

describe('the memory of a page and its workers', () => {
  let opened, meter, idle
  beforeEach(async () => {
    opened = await openPage('/bench/test/fixtures/planted-page.mjs', {
      before: async page => {
        meter = await openMeter(page)
      },
    })
    await opened.page.evaluate(() => globalThis.ready)
    idle = (await meter.read()).bytes
  })
  afterEach(() => opened.close())

  it('counts what a worker holds, and once what both of them share', async () => {
    await opened.page.evaluate(() => globalThis.plant())
    const { bytes, shared, isolates } = await meter.read()
    expect(isolates).toBe(3)
    expect(shared).toBe(8 * MiB)
    expect((bytes - idle) / MiB).toBeGreaterThan(40 - 0.01)
    expect((bytes - idle) / MiB).toBeLessThan(40 + 0.5)
  })

  it('counts what a worker of a worker holds', async () => {
    await opened.page.evaluate(() => globalThis.plantDeep())
    const { bytes, isolates } = await meter.read()
    expect(isolates).toBe(4)
    expect((bytes - idle) / MiB).toBeGreaterThan(4)
    expect((bytes - idle) / MiB).toBeLessThan(4 + 0.7)
  })

  it('keeps the highest reading, and does not count what a collection takes away', async () => {
    const { peak, readings } = await meter.during(() => opened.page.evaluate(() => globalThis.litter()))
    expect(readings).toBeGreaterThan(1)
    expect((peak.bytes - idle) / MiB).toBeLessThan(8)
  })

  it('answers the last reading and the reason where the page dies', async () => {
    await opened.page.evaluate(() => globalThis.plant())
    const outcome = await meter.during(async () => {
      const crashed = new Promise((_, reject) => opened.page.once('crash', () => reject(new Error('the page crashed'))))
      await opened.page.waitForTimeout(600)
      const session = await opened.page.context().newCDPSession(opened.page)
      void session.send('Page.crash').catch(() => {})
      await crashed
    })
    expect(outcome.died).toBe('the page crashed')
    expect((outcome.peak.bytes - idle) / MiB).toBeGreaterThan(39)
  })
})
