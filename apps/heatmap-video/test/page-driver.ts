import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browserPath } from '@plimsoll/tooling/browser'
import { listen } from '@plimsoll/tooling/serve'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Job } from '../src/job.js'
import type { Phase } from '../src/page/phase.js'

/** What `window.heatmapVideo.state` answers. */
export interface PageState {
  readonly phase: Phase
  readonly cells: number
  readonly cellsTotal: number
  readonly frames: number
  readonly framesTotal: number
  readonly error?: string
  readonly film?: {
    bytes: number
    frames: number
    width: number
    height: number
    durationSeconds: number
    codec: string
  }
}

/** A name for this machine that browsers do not take for it. */
export const insecureHost = 'plimsoll.test'

/** The built page in Chromium, with a profile of its own, served by the gallery. */
export class PageDriver {
  /** What pages said on the console as errors or warnings, and what they threw. */
  readonly complaints: string[] = []
  readonly #profile: string
  readonly #context: BrowserContext
  readonly #server: Awaited<ReturnType<typeof listen>>

  private constructor(profile: string, context: BrowserContext, server: Awaited<ReturnType<typeof listen>>) {
    this.#profile = profile
    this.#context = context
    this.#server = server
  }

  /** Starts server and browser. */
  static async start(): Promise<PageDriver> {
    if (!existsSync(new URL('../dist/index.html', import.meta.url)))
      throw new Error('Build the page first: turbo run build')
    const server = await listen(0)
    const profile = mkdtempSync(join(tmpdir(), 'plimsoll-heatmap-'))
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: browserPath(),
      headless: true,
      args: ['--no-sandbox'],
    })
    return new PageDriver(profile, context, server)
  }

  /** Ends both. */
  async stop(): Promise<void> {
    await this.#context.close()
    this.#server.close()
    this.#server.closeAllConnections()
    rmSync(this.#profile, { recursive: true, force: true })
  }

  /** Opens the page, with the parameters of its address. */
  async open(asked: { readonly job?: Job; readonly [name: string]: unknown } = {}, host = '127.0.0.1'): Promise<Page> {
    const page = await this.#context.newPage()
    page.on('pageerror', error => this.complaints.push(String(error.stack)))
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text())
    })
    const { port } = this.#server.address() as AddressInfo
    // The server answers on this machine's names alone: another name's requests are passed on from here.
    if (host !== '127.0.0.1')
      await page.route(`http://${host}:${port}/**`, async route => {
        const response = await this.#context.request.get(route.request().url().replace(host, '127.0.0.1'))
        await route.fulfill({ response })
      })
    const address = new URL(`http://${host}:${port}/heatmap-video/`)
    for (const [name, value] of Object.entries(asked))
      address.searchParams.set(name, name === 'job' ? JSON.stringify(value) : String(value))
    await page.goto(address.href)
    await page.waitForFunction(() => 'heatmapVideo' in window)
    return page
  }

  /** A session of the browser protocol with the page. */
  protocol(page: Page): ReturnType<BrowserContext['newCDPSession']> {
    return this.#context.newCDPSession(page)
  }
}

/** Answers what the page says of itself. */
export function stateOf(page: Page): Promise<PageState> {
  return page.evaluate(() => (window as unknown as { heatmapVideo: { state: PageState } }).heatmapVideo.state)
}

/** Answers how many frames the page found when it opened the sweep on show, and what its last sweep simulated. */
export function sweptOf(page: Page): Promise<{ found: number; swept: { cells: number } | undefined }> {
  return page.evaluate(() => {
    const { found, swept } = (window as unknown as Pick<Window, 'heatmapVideo'>).heatmapVideo
    return { found, swept: swept && { cells: swept.cells } }
  })
}

/** Waits until the page is in one of the phases; fails when it failed instead. */
export async function reach(page: Page, ...phases: Phase[]): Promise<PageState> {
  await expect
    .poll(async () => (await stateOf(page)).phase, { timeout: 90_000, interval: 50 })
    .toSatisfy((phase: Phase) => phases.includes(phase) || phase === 'failed')
  const state = await stateOf(page)
  expect(phases, state.error ?? 'no error').toContain(state.phase)
  return state
}

/** Waits until so many frames are stored. */
export async function reachFrames(page: Page, frames: number): Promise<PageState> {
  let state: PageState | undefined
  const read = async () => {
    state = await stateOf(page)
    return state.frames
  }
  await expect.poll(read, { timeout: 90_000, interval: 20 }).toBeGreaterThanOrEqual(frames)
  return state ?? expect.fail('there is no state')
}

/** Presses a button once more than so many frames of a sweep are stored: in the page, which waits for no test. */
export async function pressAfter(page: Page, frames: number, framesTotal: number, button: string): Promise<void> {
  const press = ([least, total, selector]: readonly [number, number, string]) => {
    const { state } = (window as unknown as { heatmapVideo: { state: PageState } }).heatmapVideo
    if (state.framesTotal !== total || state.frames <= least) return false
    document.querySelector<HTMLButtonElement>(selector)?.click()
    return true
  }
  await page.waitForFunction(press, [frames, framesTotal, button] as const, { polling: 5, timeout: 60_000 })
}
