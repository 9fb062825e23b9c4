// Operations per second of CPU time of the page's process, its collector's threads included, as in Node.
import { openPage } from '../../harness/page.mjs'

const script = '/bench/benches/lru-cache/page.mjs'

/** @param {{ cache: string, work: string, kind: string, quick: boolean }} options */
export async function start({ cache, ...options }) {
  const { page, close, errors } = await openPage(script)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const cpuSeconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'ProcessTime').value
  }
  const explain = async error => {
    await close()
    throw new Error([error.message, ...errors].join('\n'))
  }
  const load = async ([url, name, given]) => {
    const { candidates } = await import(url)
    globalThis.candidate = await candidates[name](given)
  }
  await page.evaluate(load, [script, cache, options]).catch(explain)
  return {
    async round() {
      const from = await cpuSeconds()
      const { done, ...more } = await page.evaluate(() => globalThis.candidate.round())
      return { value: done / 1e6 / ((await cpuSeconds()) - from), ...more }
    },
    close,
  }
}
