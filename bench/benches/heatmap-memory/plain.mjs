// The plain way, in a page of its own: an array of cell objects, an array of result objects, an array of frames; of volumes
// an array of these, and one of their projections.
import { openMeter } from '../../harness/held-bytes.mjs'
import { openPage } from '../../harness/page.mjs'
import { highestOf, readingOf } from './reading.mjs'
import { sweepJob } from './sweep-job.mjs'

export const start = ({ quick, steps, quickSteps, workers, runs }) => {
  const script = steps.length === 4 ? 'plain-volume-page.mjs' : 'plain-page.mjs'
  const run = async () => {
    let meter
    // Not isolated, as a plain page is; it has no shared memory to count then.
    const { page, close } = await openPage(`/bench/benches/heatmap-memory/${script}`, {
      isolated: false,
      before: async page => {
        meter = await openMeter(page)
      },
    })
    try {
      page.setDefaultTimeout(0)
      await page.evaluate(count => globalThis.startWorkers(count), workers)
      const idle = await meter.idle()
      let reached = 'its beginning'
      page.on('console', message => {
        if (message.type() === 'info') reached = message.text()
      })
      const crashed = new Promise((_, reject) =>
        page.once('crash', () => reject(new Error('the page ran out of memory'))),
      )
      crashed.catch(() => {})
      const from = performance.now()
      const job = sweepJob(quick ? quickSteps : steps)
      const outcome = await meter.during(() =>
        Promise.race([page.evaluate(given => globalThis.sweep(given), job), crashed]),
      )
      return readingOf({ idle, outcome, reached, seconds: (performance.now() - from) / 1000 })
    } finally {
      await close()
    }
  }
  return { round: () => highestOf(runs, run) }
}
