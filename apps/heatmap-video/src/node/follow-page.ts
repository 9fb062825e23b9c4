import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { MemoryPeak } from './memory-peak.js'
import type { FilmFacts, RenderOptions } from './render.js'

const pollMs = 200

/** What the page tells of itself in `window.heatmapVideo.state`. */
export interface PageState {
  readonly phase: string
  readonly cells: number
  readonly cellsTotal: number
  readonly frames: number
  readonly framesTotal: number
  readonly error?: string
  readonly film?: FilmFacts
  /** Bytes held now, by holder. */
  readonly memory?: Readonly<Record<string, number>>
}

/** What came of following a page. */
export interface Followed {
  readonly state: PageState
  readonly memory: MemoryPeak
  /** Cells that were simulated meanwhile. */
  readonly cellsSimulated: number
  /** Seconds of that. */
  readonly sweepSeconds: number
}

/**
 * Opens the page and tells how far it is, until the film is rendered.
 *
 * @throws what the page says of a failure; an error when its tab is gone; the signal's reason
 */
export async function followPage(
  page: Page,
  address: string,
  { signal, onProgress }: Pick<RenderOptions, 'signal' | 'onProgress'>,
): Promise<Followed> {
  const gone = new Promise<never>((_, reject) => {
    page.on('crash', () => reject(new Error('the browser’s tab crashed; the same call goes on where it was')))
    page.on('close', () => reject(new Error('the browser closed; the same call goes on where it was')))
    page.on('pageerror', error => reject(new Error(`the page failed: ${error.message}`, { cause: error })))
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  gone.catch(() => {}) // also when nobody waits any more
  signal.throwIfAborted()
  await Promise.race([gone, page.goto(address)])

  const held = new Map<string, number>()
  let counted = 0
  let start: { cells: number; ms: number } | undefined
  let sweepSeconds = 0
  for (;;) {
    const state = await Promise.race([gone, readState(page)])
    if (state) {
      const bytes = Object.entries(state.memory ?? {})
      for (const [name, value] of bytes) held.set(name, Math.max(value, held.get(name) ?? 0))
      counted = Math.max(
        counted,
        bytes.reduce((sum, [, value]) => sum + value, 0),
      )
      const now = performance.now()
      if (state.phase === 'running') start ??= { cells: state.cells, ms: now }
      if (start && state.phase === 'running') sweepSeconds = (now - start.ms) / 1000
      if (state.phase === 'failed') throw new Error(state.error ?? 'the page failed without a word')
      const cellsSimulated = state.cells - (start?.cells ?? state.cells)
      if (state.phase === 'rendered' && state.film) {
        const rss = process.resourceUsage().maxRSS * 1024
        return { state, memory: { holders: Object.fromEntries(held), counted, rss }, cellsSimulated, sweepSeconds }
      }
      const cellsPerSecond = sweepSeconds > 0 ? cellsSimulated / sweepSeconds : 0
      const { cells, cellsTotal, frames, framesTotal } = state
      const rendering = state.phase === 'rendering'
      onProgress({
        phase: rendering ? 'render' : 'sweep',
        cells,
        cellsTotal,
        frames,
        framesTotal,
        cellsPerSecond,
        etaSeconds: rendering ? Number.NaN : (cellsTotal - cells) / cellsPerSecond,
      })
    }
    await Promise.race([gone, delay(pollMs)])
  }
}

async function readState(page: Page): Promise<PageState | undefined> {
  return page.evaluate(() => (window as { heatmapVideo?: { readonly state: PageState } }).heatmapVideo?.state)
}
