import { renderFilm } from './film-control.js'
import { startSweep } from './sweep-control.js'
import { phase, session, swept } from './sweep-state.js'

/**
 * Makes a film of the stored frames; where one of them is damaged, what is missing then is simulated again first, at
 * most as often as there are frames.
 */
export async function renderWholeFilm(workers: number): Promise<void> {
  const job = session.peek()?.job
  for (let left = job?.t.steps ?? 0; left >= 0; left--) {
    const outcome = await renderFilm()
    if (outcome !== 'damaged' || !job) return
    const before = swept.peek()
    await startSweep(job, { workers })
    const after = swept.peek()
    if (before && after)
      swept.value = { ...after, cells: before.cells + after.cells, seconds: before.seconds + after.seconds }
    if (phase.peek() !== 'done') return
  }
}
