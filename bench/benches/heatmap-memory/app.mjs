// Ours: the page of apps/heatmap-video as users have it, from the built gallery.
import { listen } from '@plimsoll/tooling/serve'
import { openMeter } from '../../harness/held-bytes.mjs'
import { launch } from '../../harness/page.mjs'
import { highestOf, readingOf } from './reading.mjs'
import { sweepJob } from './sweep-job.mjs'

export async function start({ quick, steps, quickSteps, workers, runs }) {
  const server = await listen(0)
  const origin = `http://127.0.0.1:${server.address().port}`
  const job = JSON.stringify(sweepJob(quick ? quickSteps : steps))
  const url = `${origin}/heatmap-video/?${new URLSearchParams({ job, auto: 'hold', workers })}`
  // A browser a run: with the frames of the last run in its storage, the sweep would have nothing to do.
  const run = async () => {
    const browser = await launch()
    try {
      const page = await browser.newPage()
      page.setDefaultTimeout(0)
      const meter = await openMeter(page)
      await page.goto(url)
      await until(page, 'held')
      const idle = await meter.idle()
      const from = performance.now()
      const outcome = await meter.during(() => sweepAndRender(page))
      if (outcome.died) throw new Error(outcome.died)
      const { film } = await page.evaluate(() => window.heatmapVideo.state)
      return readingOf({ idle, outcome, seconds: (performance.now() - from) / 1000, film })
    } finally {
      await browser.close()
    }
  }
  return {
    round: () => highestOf(runs, run),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function sweepAndRender(page) {
  await page.evaluate(() => window.heatmapVideo.go())
  await until(page, 'done')
  await page
    .getByRole('button', { name: /render/i })
    .first()
    .click()
  await page.waitForFunction(() => window.heatmapVideo.state.film || window.heatmapVideo.state.error)
  const { error } = await page.evaluate(() => window.heatmapVideo.state)
  if (error) throw new Error(error)
}

async function until(page, phase) {
  const reached = await page.waitForFunction(wanted => {
    const { phase, error } = window.heatmapVideo?.state ?? {}
    return error ?? (phase === wanted ? 'reached' : undefined)
  }, phase)
  const outcome = await reached.jsonValue()
  if (outcome !== 'reached') throw new Error(outcome)
}
