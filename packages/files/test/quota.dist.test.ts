import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browserPath } from '@plimsoll/tooling/browser'
import { type BrowserContext, chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { servePage } from './served-page.js'

type Backend = 'opfs' | 'indexeddb'
declare const fillUp: (backend: Backend) => Promise<{
  readonly records: number
  readonly refusal: unknown
  readonly recovery: unknown
  readonly isCut: boolean
}>

const launching = { executablePath: browserPath(), args: ['--no-sandbox'] }

describe('a page whose quota is used up', () => {
  let server: Server
  let origin: string
  let url: string
  let profile: string
  let context: BrowserContext | undefined

  beforeAll(async () => {
    ;({ server, origin, url } = await servePage())
    profile = await mkdtemp(join(tmpdir(), 'plimsoll-profile-'))
  })
  afterEach(async () => {
    await context?.close()
    await context?.browser()?.close()
  })
  afterAll(async () => {
    server.close()
    await rm(profile, { recursive: true, force: true })
  })

  it.each([
    ['opfs', 'a profile on disk'],
    ['indexeddb', 'a profile on disk'],
    ['opfs', 'no profile'],
  ] as const)('is told by name, and loses nothing, in %s, with %s', { timeout: 60_000 }, async (backend, where) => {
    context =
      where === 'no profile'
        ? await (await chromium.launch(launching)).newContext()
        : await chromium.launchPersistentContext(join(profile, backend), launching)
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    // Before anything is stored: IndexedDB remembers for a while how much there was.
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 3_000_000 })
    await page.goto(url)
    await page.waitForFunction('window.ready')
    const { records, refusal, recovery, isCut } = await page.evaluate(name => fillUp(name), backend)
    expect(records).toBeGreaterThan(1)
    expect(refusal).toMatchObject({ name: 'FilesError', code: 'FILES_FULL', removable: ['old'] })
    expect((refusal as { neededBytes: number }).neededBytes).toBeGreaterThan(0)
    expect([recovery, isCut]).toEqual([{ records, dropped: [] }, true])
  })
})
