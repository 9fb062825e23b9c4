import type { BudgetFigures } from '../job-budget.js'
import { holderNames, reading } from './memory-readings.js'
import { sessionBudget } from './session-budget.js'
import { resumeSweep } from './sweep-control.js'
import { film, filmProgress, notice, phase, problem, progress, session, swept } from './sweep-state.js'

/** What programs that drive the page read. */
export interface PageState {
  readonly phase: typeof phase.value
  readonly cells: number
  readonly cellsTotal: number
  readonly frames: number
  readonly framesTotal: number
  readonly error?: string
  readonly notice?: string
  readonly film?: {
    readonly bytes: number
    readonly frames: number
    readonly width: number
    readonly height: number
    readonly durationSeconds: number
    readonly codec: string
    readonly warning?: string
  }
}

declare global {
  interface Window {
    /** For tests, benchmarks and the command. */
    heatmapVideo: {
      /** What the page does, a new object at each reading. */
      readonly state: PageState
      /** Frames that were stored already when the sweep on show was opened. */
      readonly found: number
      /** What the last sweep simulated, once it has come to its end. */
      readonly swept: { readonly cells: number; readonly seconds: number } | undefined
      /** Frames of the film so far. */
      readonly filmed: number
      /** Bytes held at the last reading, by holder. */
      readonly memory: Readonly<Record<string, number>>
      /** The line of the sweep on show, the most that was reserved below it, and how often somebody waited. */
      readonly budget: BudgetFigures | undefined
      /** Starts what `auto=hold` holds, and goes on after a pause. */
      go(): void
    }
  }
}

/** Makes the page readable to programs that drive it. */
export function offerAutomation(): void {
  window.heatmapVideo = {
    get state() {
      const { cells, cellsTotal, frames, framesTotal } = progress.peek()
      const failed = problem.peek()
      const told = notice.peek()
      const made = film.peek()
      return {
        phase: phase.peek(),
        cells,
        cellsTotal,
        frames,
        framesTotal,
        ...(failed && { error: [failed.title, failed.detail].filter(text => text !== '').join(': ') }),
        ...(told && { notice: told }),
        ...(made && { film: filmState(made) }),
      }
    },
    get found() {
      return session.peek()?.found ?? 0
    },
    get swept() {
      return swept.peek()
    },
    get filmed() {
      return filmProgress.peek().frames
    },
    get memory() {
      return Object.fromEntries(holderNames.map((name, index) => [name, reading.peek().held[index] ?? 0]))
    },
    get budget() {
      return sessionBudget()?.figures
    },
    go: () => void resumeSweep(),
  }
}

function filmState({ url: _, name: __, ...facts }: NonNullable<typeof film.value>): NonNullable<PageState['film']> {
  return facts
}
