import type { Server } from 'node:http'
import { browserPath } from '@plimsoll/tooling/browser'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { servePackages } from './served-page.js'

type Backend = 'opfs' | 'indexeddb'
interface Stored {
  readonly stored: number
  readonly refusal?: { readonly name: string; readonly code: string; readonly neededBytes: number }
}
declare const openSession: (kind: Backend, session: string, options?: object) => Promise<void>
declare const store: (session: string, count: number) => Promise<Stored>
declare const look: (session: string) => Promise<number[]>
declare const finish: (session: string) => Promise<void>
declare const close: (session: string) => Promise<string>
declare const remove: (kind: Backend, session: string) => Promise<boolean>
declare const listed: (kind: Backend) => Promise<string[]>

const frameBytes = 200_000
const quotaBytes = 6_000_000
/** More than the quota has room for. */
const tooMany = (2 * quotaBytes) / frameBytes
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

describe.each(['opfs', 'indexeddb'] as const)('a page whose quota is used up by frames, in %s', kind => {
  let server: Server
  let origin: string
  let context: BrowserContext | undefined
  let page: Page

  beforeAll(async () => {
    ;({ server, origin } = await servePackages())
  })
  afterEach(async () => {
    await context?.browser()?.close()
  })
  afterAll(() => {
    server.close()
  })

  // The flush of a full database has to put a record, and says so where it cannot.
  const closings = kind === 'indexeddb' ? ['closed', 'FILES_FULL'] : ['closed']

  async function openPage() {
    context = await (await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] })).newContext()
    page = await context.newPage()
    // Before anything is stored: IndexedDB remembers for a while how much there was.
    await allow(quotaBytes)
    await page.goto(`${origin}/frame-storage/test/quota-page.html`)
    await page.waitForFunction('globalThis.ready')
  }

  async function allow(quotaSize: number) {
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize })
  }

  // Chromium of the spring of 2026 counts what was deleted in IndexedDB for minutes still; later ones do not.
  const givesRoomBack = () => kind === 'opfs' || Number.parseInt(page.context().browser()?.version() ?? '', 10) >= 150

  const open = (session: string, options: object = {}) =>
    page.evaluate(([kind, name, more]) => openSession(kind, name, more), [kind, session, options] as const)
  const storeIn = (session: string, count: number) =>
    page.evaluate(([name, frames]) => store(name, frames), [session, count] as const)
  const closeIt = (session: string) => page.evaluate(name => close(name), session)
  const lookAt = (session: string) => page.evaluate(name => look(name), session)

  it('is told by name, keeps the frames before, and goes on when something was deleted', async () => {
    await openPage()
    await open('old')
    expect(await storeIn('old', 10)).toEqual({ stored: 10 })
    expect(await closeIt('old')).toBe('closed')

    await open('new')
    const { stored, refusal } = await storeIn('new', tooMany)
    expect(refusal).toMatchObject({ name: 'FilesError', code: 'FILES_FULL' })
    expect(refusal?.neededBytes).toBeGreaterThan(0)
    expect(stored).toBeGreaterThan(0)
    expect(await lookAt('new')).toEqual(upTo(stored))
    expect((await storeIn('new', 1)).refusal?.code).toBe('FILES_FULL')

    // Nobody said that it is finished, so it did not go by itself.
    expect(await page.evaluate(name => listed(name), kind)).toEqual(['new', 'old'])
    expect(await page.evaluate(([backend, name]) => remove(backend, name), [kind, 'old'] as const)).toBe(true)
    if (!givesRoomBack()) await allow(2 * quotaBytes)
    expect(await storeIn('new', 3)).toEqual({ stored: 3 })
    expect(await lookAt('new')).toEqual(upTo(stored + 3))
    expect(await closeIt('new')).toBe('closed')
    await open('new')
    expect(await lookAt('new')).toEqual(upTo(stored + 3))
  })

  it('frees what is finished and old by itself, in the middle of storing, and goes on', async context => {
    await openPage()
    context.skip(!givesRoomBack(), 'this Chromium gives the room of IndexedDB back minutes later')
    await open('new', { cleanup: { olderThanMs: 0 } })
    for (const session of ['first', 'second', 'not finished']) {
      await open(session, { cleanup: false })
      expect(await storeIn(session, 6)).toEqual({ stored: 6 })
      if (session !== 'not finished') await page.evaluate(name => finish(name), session)
      expect(await closeIt(session)).toBe('closed')
    }
    // Both were used less than an hour ago.
    await open('careful', { cleanup: { olderThanMs: 3_600_000 } })
    expect((await storeIn('careful', tooMany)).refusal?.code).toBe('FILES_FULL')
    expect(closings).toContain(await closeIt('careful'))
    const all = ['careful', 'first', 'new', 'not finished', 'second']
    expect(await page.evaluate(name => listed(name), kind)).toEqual(all)

    expect(await storeIn('new', 4)).toEqual({ stored: 4 })
    expect(await page.evaluate(name => listed(name), kind)).toEqual(['careful', 'new', 'not finished', 'second'])
    const { stored, refusal } = await storeIn('new', tooMany)
    expect(refusal?.code).toBe('FILES_FULL')
    expect(stored).toBeGreaterThan(4)
    expect(await lookAt('new')).toEqual(upTo(4 + stored))
    expect(await page.evaluate(name => listed(name), kind)).toEqual(['careful', 'new', 'not finished'])
  })
})
