import { openMeter } from '../../harness/held-bytes.mjs'
import { openPage } from '../../harness/page.mjs'
import { highestOf, readingOf } from '../heatmap-memory/reading.mjs'

const script = '/bench/benches/frame-memory/page.mjs'

/** A round is a page of its own browser, from its empty storage to the last frame. */
export const start = ({ runs, ...options }) => {
  const run = async () => {
    let meter
    const { page, close, errors } = await openPage(script, {
      before: async page => {
        meter = await openMeter(page)
      },
    })
    try {
      page.setDefaultTimeout(0)
      await page.evaluate(given => globalThis.open(given), options)
      const idle = await meter.idle()
      const from = performance.now()
      const outcome = await meter.during(() => page.evaluate(() => globalThis.storeAndRead()))
      if (outcome.died) throw new Error([outcome.died, ...errors].join('\n'))
      const reading = readingOf({ idle, outcome, seconds: (performance.now() - from) / 1000 })
      const told = await page.evaluate(() => globalThis.toldMiB())
      return { ...reading, details: { ...reading.details, ...told } }
    } finally {
      await close()
    }
  }
  return { round: () => highestOf(runs, run) }
}
