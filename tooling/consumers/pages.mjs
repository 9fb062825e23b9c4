// Real pages under a strict content policy. One Chromium serves all bundlers; each page has a profile of its own.
import { createServer } from 'node:http'
import { browserPath } from '@plimsoll/tooling/browser'
import { chromium } from 'playwright-core'
import sirv from 'sirv'
import { Unavailable } from './toolbox.mjs'

const limitMs = 30_000
// Chromium's words: all of them for some breaches, for others the remark at the end alone.
const breach = /Content Security Policy|so 'default-src' is used as a fallback/

/** What every page and worker is served with. */
export const policy = { 'Content-Security-Policy': "default-src 'self'" }

/** The page, which is the same for all bundlers but for its script. */
export const pageOf = script => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>A consumer</title><script type="module" src="${script}"></script></html>
`

/** The page's script: the program, and what became of it. */
export const mainOf = program => `import { run } from './${program}'
run().then(() => tellOutcome(''), error => tellOutcome(String(error?.stack ?? error)))
`

/** @returns {Promise<import('playwright-core').Browser>} */
export async function openBrowser() {
  let executablePath
  try {
    executablePath = browserPath()
  } catch (error) {
    throw new Unavailable(error.message)
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

/**
 * Serves a folder under the policy, on this machine alone.
 *
 * @param {string} folder
 * @param {Record<string, string>} [headers] further ones
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function serveFolder(folder, headers = {}) {
  const all = new Map(Object.entries({ ...policy, ...headers }))
  const files = sirv(folder, { dev: true, setHeaders: response => response.setHeaders(all) })
  const server = createServer((request, response) => files(request, response, () => response.writeHead(404).end()))
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise(resolve => server.close(resolve).closeAllConnections()),
  }
}

/**
 * Loads a page and waits for its program's end.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @throws where the program fails or does not end, or the policy forbids something; with what the page said meanwhile
 */
export async function visit(browser, url) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const heard = []
  let settle
  const ended = new Promise(resolve => {
    settle = resolve
  })
  page.on('console', message => {
    const { url: at } = message.location()
    if (message.type() === 'error' && !at.endsWith('/favicon.ico')) heard.push(`${message.text()} (${at})`)
  })
  page.on('crash', () => settle('The page crashed.'))
  page.on('pageerror', error => settle(error.stack))
  const timer = setTimeout(() => settle(`The program did not end within ${limitMs / 1000} s.`), limitMs)
  try {
    await page.exposeFunction('tellOutcome', settle)
    await page.goto(url)
    const outcome = await ended
    const forbidden = heard.find(text => breach.test(text))
    if (outcome || forbidden) throw new Error([outcome || forbidden, ...new Set(heard)].join('\n'))
  } finally {
    clearTimeout(timer)
    await context.close()
  }
}
