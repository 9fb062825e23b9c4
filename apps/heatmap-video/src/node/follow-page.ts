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
}

/** What a page that can be driven offers. */
interface Driven {
  readonly heatmapVideo?: {
    readonly state: PageState
    readonly memory: Readonly<Record<string, number>>
    readonly swept: { readonly cells: number; readonly seconds: number } | undefined
  }
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
  let first: { cells: number; ms: number } | undefined
  const held = new Map<string, number>()
  let counted = 0
  for (;;) {
    const { state, memory = {}, swept } = await Promise.race([gone, read(page)])
    if (state) {
      let sum = 0
      for (const [name, bytes] of Object.entries(memory)) {
        held.set(name, Math.max(bytes, held.get(name) ?? 0))
        sum += bytes
      }
      counted = Math.max(counted, sum)
      if (state.error !== undefined || state.phase === 'failed') throw new Error(state.error ?? 'the page failed')
      if (state.phase === 'rendered' && state.film && swept) {
        const rss = process.resourceUsage().maxRSS * 1024
        const peak = { holders: Object.fromEntries(held), counted, rss }
        return { state, memory: peak, cellsSimulated: swept.cells, sweepSeconds: swept.seconds }
      }
      const nowMs = performance.now()
      if (state.phase === 'running') first ??= { cells: state.cells, ms: nowMs }
      const cellsPerSecond = first && nowMs > first.ms ? (1000 * (state.cells - first.cells)) / (nowMs - first.ms) : 0
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

function read(page: Page): Promise<Partial<NonNullable<Driven['heatmapVideo']>>> {
  return page.evaluate(() => {
    const { state, memory, swept } = (window as Driven).heatmapVideo ?? {}
    return { ...(state && { state }), ...(memory && { memory }), ...(swept && { swept }) }
  })
}
