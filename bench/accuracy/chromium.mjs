// The same measure in a page: heap and backing stores by the browser's own protocol, a fresh page per kind.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { browserPath } from '@plimsoll/tooling/browser'
import { chromium } from 'playwright-core'
import { composites, kinds } from './kinds.mjs'
import { unseen } from './unseen.mjs'

const bytes = readFileSync(createRequire(import.meta.url).resolve('@plimsoll/bytes'), 'utf8')
const sources = ['kinds.mjs', 'unseen.mjs'].map(name => readFileSync(new URL(name, import.meta.url), 'utf8'))

/**
 * Measures values in Chromium.
 *
 * @param {string[]} names of kinds
 * @returns {Promise<{ runtime: string, rows: object[] } | undefined>} nothing where there is no browser
 */
export async function inChromium(names) {
  let executablePath
  try {
    executablePath = browserPath()
  } catch {
    return undefined
  }
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const rows = []
    for (const kind of names) {
      if ({ ...kinds, ...composites, ...unseen }[kind].only === 'node') continue
      const page = await browser.newPage()
      rows.push({ kind, ...(await measure(page, kind)) })
      await page.close()
    }
    return { runtime: `Chromium ${browser.version()}`, rows }
  } finally {
    await browser.close()
  }
}

async function measure(page, kind) {
  const protocol = await page.context().newCDPSession(page)
  const collected = async () => {
    await protocol.send('HeapProfiler.collectGarbage')
    const { usedSize, backingStorageSize } = await protocol.send('Runtime.getHeapUsage')
    return usedSize + backingStorageSize
  }
  await page.evaluate(
    async ([texts, name]) => {
      const load = text => import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })))
      const [{ sizeOf }, { kinds, composites }, { unseen }] = await Promise.all(texts.map(load))
      const { copies, make } = { ...kinds, ...composites, ...unseen }[name]
      const hold = new Array(copies).fill(null)
      globalThis.fill = () => {
        for (let at = 0; at < copies; at++) hold[at] = make(at + 5000)
        return copies
      }
      globalThis.empty = () => void hold.fill(null)
      globalThis.claim = () => hold.reduce((sum, value) => sum + sizeOf(value), 0)
    },
    [[bytes, ...sources], kind],
  )
  const rounds = []
  let copies = 1
  for (let round = 0; round < 4; round++) {
    copies = await page.evaluate('fill()')
    const full = await collected()
    await page.evaluate('empty()')
    rounds.push((full - (await collected())) / copies)
  }
  const measured = rounds.slice(1).sort((one, other) => one - other)[1]
  let claimed = 0
  const changes = []
  for (let round = 0; round < 4; round++) {
    await page.evaluate('empty()')
    await page.evaluate('fill()')
    const before = await collected()
    claimed = await page.evaluate('claim()')
    changes.push(((await collected()) - before) / copies)
  }
  const changed = changes.slice(1).sort((one, other) => one - other)[1]
  return { measured, claimed: claimed / copies, changed }
}
