import { openMeter } from '../../harness/held-bytes.mjs'
import { openPage } from '../../harness/page.mjs'

const MiB = 2 ** 20
const script = '/bench/benches/frame-memory/page.mjs'

/** A round is a page of its own browser, from its empty storage to the last frame. */
export const start = options => ({
  async round() {
    let meter
    const { page, close, errors } = await openPage(script, {
      before: async page => {
        meter = await openMeter(page)
      },
    })
    try {
      page.setDefaultTimeout(0)
      const readings = []
      const takeReading = async () => {
        const { bytes, shared, isolates } = await meter.read()
        readings.push({ bytes, shared, isolates })
      }
      await page.exposeFunction('takeReading', takeReading)
      await page.evaluate(given => globalThis.open(given), options)
      await meter.idle()
      const told = await page
        .evaluate(() => globalThis.storeAndRead())
        .catch(error => {
          throw new Error([error.message, ...errors].join('\n'))
        })
      await takeReading()
      const peak = readings.reduce((most, reading) => (reading.bytes > most.bytes ? reading : most))
      const details = { sharedMiB: peak.shared / MiB, isolates: peak.isolates, readings: readings.length, ...told }
      return { value: peak.bytes / MiB, details }
    } finally {
      await close()
    }
  },
})
