import { formatBytes } from '@plimsoll/bytes'
import { StreamError } from '@plimsoll/streaming-processor'
import { byId, grouped, show, showProblem, textOf } from '../dom.js'
import { FileChoice } from './file-choice.js'
import { type Count, FileRun } from './file-run.js'
import { PageMemory } from './page-memory.js'
import { hideTally, showTally } from './result-tables.js'

const form = byId('count', HTMLFormElement)
const start = byId('count-start', HTMLButtonElement)
const pause = byId('count-pause', HTMLButtonElement)
const abort = byId('count-abort', HTMLButtonElement)
const workers = byId('file-workers', HTMLInputElement)
const range = byId('file-range', HTMLInputElement)
const bar = byId('file-progress', HTMLProgressElement)
const choices = byId('count-choices', HTMLFieldSetElement)
const cores = Math.max(1, Math.min(navigator.hardwareConcurrency, 8))

const memory = new PageMemory()
const choice = new FileChoice(() => {
  start.disabled = choice.file === undefined
  hideTally()
  showFigures(0, choice.file?.size ?? 0)
  show('file-status', choice.file ? 'Ready.' : 'No file yet: drop one, choose one, or make a sample.')
})

const rangeBytes = () => 2 ** range.valueAsNumber
const count = () => (byId('count-fields', HTMLInputElement).checked ? 'countFields' : 'countLines') satisfies Count

function left(ms: number | undefined): string {
  if (ms === undefined) return '–'
  const seconds = Math.ceil(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

function showFigures(doneBytes: number, size: number, bytesPerSecond = 0, etaMs?: number): void {
  bar.value = size === 0 ? 0 : doneBytes / size
  show('file-done', formatBytes(doneBytes))
  show('file-total', size === 0 ? '' : `of ${formatBytes(size)}`)
  show('file-rate', bytesPerSecond === 0 ? '–' : `${formatBytes(bytesPerSecond)}/s`)
  show('file-left', left(etaMs))
}

async function work(file: File): Promise<void> {
  const what = count()
  const run = new FileRun(file, { count: what, rangeBytes: rangeBytes(), workers: workers.valueAsNumber })
  let isPaused = false
  let wasAborted = false
  const draw = () => {
    const { doneBytes, bytesPerSecond, etaMs } = run.progress
    showFigures(doneBytes, file.size, bytesPerSecond, etaMs)
    if (run.tally.lines > 0) showTally(run.tally, doneBytes, what === 'countFields')
    void memory.ask()
  }
  const turn = (on: boolean) => {
    isPaused = on
    run.pause(on)
    pause.textContent = on ? 'Resume' : 'Pause'
    show('file-status', on ? 'Paused: nothing further is read.' : 'Running.')
  }
  pause.onclick = () => turn(!isPaused)
  abort.onclick = () => {
    wasAborted = true
    run.abort()
  }
  turn(false)
  memory.startOver()
  const timer = setInterval(draw, 200)
  try {
    await run.finish()
  } catch (error) {
    if (!wasAborted) throw error
  } finally {
    clearInterval(timer)
    draw()
    pause.textContent = 'Pause'
    show('file-left', '–')
  }
  const { doneBytes, elapsedMs } = run.progress
  const perSecond = formatBytes((doneBytes / elapsedMs) * 1000)
  if (wasAborted) {
    const until = `the first ${formatBytes(doneBytes)} of ${formatBytes(file.size)}`
    show('file-status', `Aborted; all workers are gone. What was counted is of ${until}.`)
  } else show('file-status', `Done in ${(elapsedMs / 1000).toFixed(2)} s: ${perSecond}/s.`)
}

function lock(on: boolean): void {
  choice.fix(on)
  choices.disabled = on
  start.disabled = on
  pause.disabled = !on
  abort.disabled = !on
}

form.addEventListener('submit', async event => {
  event.preventDefault()
  const { file } = choice
  if (!file) return
  lock(true)
  hideTally()
  showProblem('file-problem')
  try {
    await work(file)
  } catch (error) {
    show('file-status', 'Failed; all workers are gone. What was counted before it stays.')
    showProblem('file-problem', explained(error))
  } finally {
    lock(false)
  }
})

/** What happened in a worker is told by what was thrown there. */
function explained(error: unknown): string {
  const thrown = error instanceof StreamError && error.cause instanceof Error ? error.cause : error
  const text = textOf(thrown)
  // The browser's own, which may say no more than "network error".
  if (!Object.hasOwn(Object(thrown), 'code')) {
    return `The file cannot be read (${text}). If it was changed or moved since it was chosen, choose it again.`
  }
  const start = error instanceof StreamError ? (error.range?.start ?? 0) : 0
  return start === 0 ? text : `${text} (Lines are counted from byte ${grouped(start)} here.)`
}

function showChoices(): void {
  show('file-workers-text', `${workers.value} (${cores === 1 ? '1 core' : `${cores} cores`} here)`)
  show('file-range-text', formatBytes(rangeBytes()))
}
workers.value = String(cores)
for (const slider of [workers, range]) slider.addEventListener('input', showChoices)
showChoices()
void memory.ask()
