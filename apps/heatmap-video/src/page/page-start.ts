import { type Job, jobKey } from '../job.js'
import { checked, fillDraft } from './draft-job.js'
import { reopenFilm } from './film-control.js'
import { filmSettings } from './film-settings.js'
import { colourName, rangeChoice, shownView } from './frame-picture.js'
import { readOnce } from './memory-readings.js'
import { neverCleanUp, openSession } from './open-session.js'
import { AddressError, type PageOptions, readPageOptions } from './page-options.js'
import { type Remembered, recall } from './remembered-job.js'
import { limitMemory } from './session-budget.js'
import { failSweep, startSweep } from './sweep-control.js'
import { complete, dispatch, phase, session } from './sweep-state.js'
import { renderWholeFilm } from './whole-film.js'

/** How many workers compute. */
export let workers = navigator.hardwareConcurrency

/** Does what the address asks for, or goes on where the last visit ended. */
export async function startPage(): Promise<void> {
  readOnce()
  let job: Job | undefined
  try {
    const options = readPageOptions(location.search)
    takeOptions(options)
    const remembered = recall()
    job = options.job ?? remembered?.job ?? checked.peek().job
    if (job) fillDraft(job)
    const same = remembered && job && jobKey(remembered.job) === jobKey(job) ? remembered : undefined
    const stayPaused = same?.intent === 'paused' && wasReloaded()
    if (options.auto && job) refuseForeign(job)
    if (options.auto && job && !stayPaused) await runBySelf(job, options.auto)
    else if (same) await goOnWith(same)
  } catch (error) {
    // What is remembered of a sweep that was opened stays.
    failSweep(error, session.peek() ? undefined : job)
  }
}

function takeOptions(options: PageOptions): void {
  workers = options.workers ?? workers
  limitMemory(options.maxMemory)
  if (options.cleanup === 'off') neverCleanUp()
  const { format, frameRate, scale } = options
  colourName.value = options.colours ?? colourName.peek()
  rangeChoice.value = options.range ?? rangeChoice.peek()
  shownView.value = options.view ?? shownView.peek()
  filmSettings.value = {
    ...filmSettings.peek(),
    ...(format && { format }),
    ...(frameRate && { frameRate }),
    ...(scale && { scale }),
  }
}

async function runBySelf(job: Job, auto: 'run' | 'render' | 'hold'): Promise<void> {
  await startSweep(job, { workers, hold: auto === 'hold' })
  if (auto === 'render' && phase.peek() === 'done') await renderWholeFilm(workers)
}

async function goOnWith({ job, intent, film }: Remembered): Promise<void> {
  if (intent === 'run') return startSweep(job, { workers })
  await openSession(job, workers)
  const whole = complete.peek()
  if (whole && film) await reopenFilm(film)
  else if (whole) dispatch('found done')
  else if (intent === 'paused') dispatch('found paused')
  if (whole && phase.peek() === 'idle') dispatch('found done')
}

// A link must not be enough to run the code of another site with the rights of this one: that takes a press.
function refuseForeign({ model, source = '' }: Job): void {
  if (model !== 'module' || new URL(source, document.baseURI).origin === location.origin) return
  throw new AddressError(
    'the module lies on another site, and runs with the rights of this page: press Run if you trust it',
  )
}

function wasReloaded(): boolean {
  const [navigation] = performance.getEntriesByType('navigation')
  return (navigation as PerformanceNavigationTiming | undefined)?.type === 'reload'
}
