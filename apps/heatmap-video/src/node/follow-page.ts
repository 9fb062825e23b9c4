import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { BudgetFigures } from '../job-budget.js'
import { type MemoryPeak, MemoryWatch } from './memory-peak.js'
import type { FilmFacts, RenderOptions, RenderProgress } from './render.js'

const pollMs = 200

/** What the page tells of itself in `window.heatmapVideo.state`. */
export interface PageState {
  readonly phase: string
  readonly cells: number
  readonly cellsTotal: number
  readonly frames: number
  readonly framesTotal: number
  readonly error?: string
  readonly notice?: string
  readonly film?: FilmFacts
}

/** What `window.heatmapVideo` offers. */
interface DrivenPage {
  readonly state: PageState
  /** Frames of the film so far. */
  readonly filmed: number
  /** Bytes held now, by holder. */
  readonly memory: Readonly<Record<string, number>>
  /** The line, and what was reserved below it. */
  readonly budget: BudgetFigures | undefined
  /** What the sweep simulated, when it is done. */
  readonly swept?: { readonly cells: number; readonly seconds: number } | undefined
}

/** What came of following a page. */
export interface Followed {
  readonly film: FilmFacts
  readonly memory: MemoryPeak
  readonly budget: BudgetFigures
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
  { signal, onNote, onProgress }: Pick<RenderOptions, 'signal' | 'onNote' | 'onProgress'>,
): Promise<Followed> {
  const gone = new Promise<never>((_, reject) => {
    page.on('crash', () => reject(new Error('the browser’s tab crashed; the same call goes on where it was')))
    page.on('close', () => reject(new Error('the browser closed; the same call goes on where it was')))
    page.on('pageerror', error => reject(new Error(`the page failed: ${error.message}`, { cause: error })))
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  gone.catch(() => {}) // also when nobody waits any more
  signal.throwIfAborted()
  const answer = await Promise.race([gone, page.goto(address)])
  if (!answer?.ok()) throw new Error(`the page of this command was not served: ${answer?.status()} for ${address}`)

  const memory = new MemoryWatch()
  const rate = new Rate()
  let noted: string | undefined
  for (; ; await Promise.race([gone, delay(pollMs)])) {
    const driven = await Promise.race([gone, read(page)])
    if (!driven) continue
    const { state, swept, budget } = driven
    if (state.notice !== undefined && state.notice !== noted) onNote(state.notice)
    noted = state.notice
    memory.note(Object.entries(driven.memory))
    if (state.error !== undefined || state.phase === 'failed') throw new Error(state.error ?? 'the page failed')
    if (state.phase === 'rendered' && state.film && swept && budget) {
      if (state.film.warning !== undefined) onNote(state.film.warning)
      return { film: state.film, memory: memory.peak, budget, cellsSimulated: swept.cells, sweepSeconds: swept.seconds }
    }
    if (state.cellsTotal > 0) onProgress(progressOf(driven, rate))
  }
}

function progressOf({ state, filmed }: DrivenPage, rate: Rate): RenderProgress {
  const { phase, cells, cellsTotal, frames, framesTotal } = state
  const cellsPerSecond = phase === 'running' ? rate.at(cells) : 0
  const etaSeconds = cellsPerSecond > 0 ? (cellsTotal - cells) / cellsPerSecond : Number.NaN
  const rendering = phase === 'rendering'
  const shown = { cells, cellsTotal, frames: rendering ? filmed : frames, framesTotal, cellsPerSecond, etaSeconds }
  return { phase: rendering ? 'render' : 'sweep', ...shown }
}

/** Cells per second since it was first asked. */
class Rate {
  #first: { readonly cells: number; readonly ms: number } | undefined

  at(cells: number): number {
    const ms = performance.now()
    this.#first ??= { cells, ms }
    return ms > this.#first.ms ? (1000 * (cells - this.#first.cells)) / (ms - this.#first.ms) : 0
  }
}

function read(page: Page): Promise<DrivenPage | undefined> {
  return page.evaluate(() => {
    const offered = (window as { heatmapVideo?: DrivenPage }).heatmapVideo
    if (!offered) return undefined
    const { state, filmed, memory, budget, swept } = offered
    return { state, filmed, memory, budget, swept }
  })
}
