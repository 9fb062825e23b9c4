import type { Server } from 'node:http'
import { browserPath } from '@plimsoll/tooling/browser'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { servePackages } from './served-page.js'

interface Look {
  readonly frames: readonly (readonly [index: number, version: number, isWhole: boolean])[]
  readonly recovered: { readonly damagedRecords: number }
}
declare const storeOnAndOn: (session: string, first: number) => Promise<never>
declare const look: (session: string) => Promise<Look>
declare const peek: (session: string) => Promise<Look & { readonly before: number }>

/** A session, and what its tabs said is stored. */
class Run {
  readonly session: string
  readonly reported = new Map<number, number>()
  newest = 0
  heard = () => {}

  constructor(session: string) {
    this.session = session
  }

  expectIn({ frames, recovered }: Look): void {
    const found = new Map(frames.map(([index, version]) => [index, version]))
    expect(frames.every(([, , isWhole]) => isWhole)).toBe(true)
    for (const [index, version] of this.reported) expect(found.get(index)).toBeGreaterThanOrEqual(version)
    expect(recovered.damagedRecords).toBe(0)
    this.newest = Math.max(this.newest, ...found.values())
  }
}

describe('tabs that go while they store', { timeout: 240_000 }, () => {
  let server: Server
  let origin: string
  let context: BrowserContext
  const runs = new Map<string, Run>()
  const errors: string[] = []
  // Heard from the start: tabs of one site may share a process, and go together.
  const crashes = new WeakMap<Page, Promise<unknown>>()

  beforeAll(async () => {
    ;({ server, origin } = await servePackages())
    const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] })
    context = await browser.newContext()
    await context.exposeFunction('stored', (session: string, index: number, version: number) => {
      const run = runs.get(session) as Run
      if (index >= 0) run.reported.set(index, version)
      run.newest = Math.max(run.newest, version)
      run.heard()
    })
  })
  afterAll(async () => {
    await context?.browser()?.close()
    server?.close()
  })

  const runOf = (session: string) => {
    const run = runs.get(session) ?? new Run(session)
    runs.set(session, run)
    return run
  }
  const openPage = async () => {
    const page = await context.newPage()
    page.on('pageerror', error => errors.push(String(error)))
    crashes.set(page, page.waitForEvent('crash', { timeout: 0 }))
    crashes.get(page)?.catch(() => {})
    await page.goto(`${origin}/frame-storage/test/crash-page.html`)
    await page.waitForFunction('window.look')
    return page
  }
  // Opening is told, too: so that `times` of 1 is an open session without a frame.
  const storing = async (page: Page, run: Run, times: number) => {
    let left = times
    const enough = new Promise<void>(resolve => {
      run.heard = () => {
        if (--left === 0) resolve()
      }
    })
    void page
      .evaluate(([session, first]) => storeOnAndOn(session, first), [run.session, run.newest + 10] as const)
      .catch(error => !/closed|crashed|navigation|destroyed/i.test(String(error)) && errors.push(String(error)))
    await enough
  }
  const crash = async (page: Page) => {
    const session = await context.newCDPSession(page)
    session.send('Page.crash').catch(() => {})
    await crashes.get(page)
    await page.close()
  }

  // Four at once, eight times: 32 tabs. Each batch finds what the one before left.
  it.each([1, 2, 3, 5, 8, 15, 30, 60])('have stored what they said when they crash after %i steps', async steps => {
    const batch = ['raw a', 'auto b', 'raw c', 'auto d'].map(runOf)
    const pages = await Promise.all(batch.map(() => openPage()))
    await Promise.all(pages.map((page, at) => storing(page, batch[at] as Run, steps + at)))
    await Promise.all(pages.map(crash))
    const after = await openPage()
    for (const run of batch) run.expectIn(await after.evaluate(session => look(session), run.session))
    await after.close()
  })

  it('go on after each of a dozen reloads in the middle', async () => {
    const run = runOf('reload')
    const page = await openPage()
    for (let steps = 1; steps <= 12; steps++) {
      await storing(page, run, steps)
      await page.reload()
      await page.waitForFunction('window.look')
      run.expectIn(await page.evaluate(session => look(session), run.session))
    }
    await page.close()
  })

  it('hand the session on to the one that waits, however they go, while others read', async () => {
    const run = runOf('shared')
    const reader = await openPage()
    let page = await openPage()
    await storing(page, run, 10)
    for (const leave of ['crash', 'close', 'reload', 'crash', 'close', 'crash', 'reload', 'crash']) {
      const waiting = await openPage()
      const reported = new Map(run.reported)
      const { before, frames, recovered } = await reader.evaluate(session => peek(session), run.session)
      expect([before > 0, frames.every(([, , isWhole]) => isWhole), recovered.damagedRecords]).toEqual([true, true, 0])
      const found = new Map(frames.map(([index, version]) => [index, version]))
      for (const [index, version] of reported) expect(found.get(index)).toBeGreaterThanOrEqual(version)
      // It is told of its opening when the other has gone.
      const taken = waiting.evaluate(session => look(session), run.session)
      if (leave === 'crash') await crash(page)
      else if (leave === 'close') await page.close()
      else await page.reload()
      run.expectIn(await taken)
      if (leave === 'reload') await page.close()
      page = waiting
      await storing(page, run, 10)
    }
    await page.close()
    await reader.close()
  })

  it('are never refused a file that another tab has let go of', () => {
    expect(errors).toEqual([])
  })
})
