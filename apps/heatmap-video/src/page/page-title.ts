import { effect } from '@preact/signals'
import { phase, progress } from './sweep-state.js'

/** Keeps the title of the tab at how far the sweep is, for those who look at another one meanwhile. */
export function keepTitle(): void {
  const { title } = document
  effect(() => {
    const { cells, cellsTotal } = progress.value
    const share = cellsTotal > 0 && phase.value === 'running' ? `${Math.floor((100 * cells) / cellsTotal)} % · ` : ''
    document.title = `${share}${title}`
  })
}
