// A candidate that lives in a page: the process starts a Chromium of its own, and the page does the rounds.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browserPath } from '@plimsoll/tooling/browser'
import { chromium } from 'playwright-core'
import { serveBench } from './site.mjs'

/**
 * A browser with a new profile on disk, as users have one: without a profile, private files lie in the memory of another
 * process and every write goes there by message.
 *
 * @returns {Promise<{ newPage(): Promise<import('playwright-core').Page>, close(): Promise<void> }>}
 */
export async function launch() {
  const profile = mkdtempSync(join(tmpdir(), 'plimsoll-bench-profile-'))
  const options = { executablePath: browserPath(), args: ['--no-sandbox'] }
  const context = await chromium.launchPersistentContext(profile, options)
  return {
    newPage: () => context.newPage(),
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/**
 * Opens a page of its own browser. What goes wrong in the page is thrown here.
 *
 * @param {string} script path below the site's root, for example `/bench/benches/film/page.mjs`
 * @param {{ isolated?: boolean, before?: (page: import('playwright-core').Page) => Promise<void> }} [options] `before`:
 *   done with the page while it is still empty
 */
export async function openPage(script, { isolated = true, before } = {}) {
  const site = await serveBench({ isolated })
  const browser = await launch()
  const close = async () => {
    await browser.close()
    site.close()
  }
  const errors = []
  try {
    const page = await browser.newPage()
    page.on('pageerror', error => errors.push(error.stack ?? error.message))
    page.on('console', message => message.type() === 'error' && errors.push(message.text()))
    await before?.(page)
    await page.goto(`${site.url}/page${script}`)
    return { page, close, errors }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Starts a candidate of a page's module, which exports `candidates`: functions of `{ quick }` that give `{ round() }`.
 *
 * @param {string} script
 * @param {string} name of the candidate
 * @param {{ isolated?: boolean }} [page]
 */
export const inPage = (script, name, page) => async options => {
  const { page: tab, close, errors } = await openPage(script, page)
  const explain = error => {
    throw new Error([error.message, ...errors].join('\n'))
  }
  await tab
    .evaluate(
      async ([url, which, given]) => {
        const { candidates } = await import(url)
        globalThis.candidate = await candidates[which](given)
      },
      [script, name, options],
    )
    .catch(error => close().then(() => explain(error)))
  return { round: () => tab.evaluate(() => globalThis.candidate.round()).catch(explain), close }
}
