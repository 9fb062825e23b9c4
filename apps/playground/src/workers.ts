import { startWorker } from '@plimsoll/workers'
import { byId, grouped, show, textOf } from './dom.js'
import type { Job } from './job.worker.js'

let running: Worker | undefined
const worker = startWorker<Job>(
  () => {
    running = new Worker(new URL('./job.worker.ts', import.meta.url), { type: 'module' })
    return running
  },
  { name: 'job' },
)
const limit = byId('limit', HTMLInputElement)
const log = byId('log', HTMLOListElement)
const maxEntries = 12
const opened = performance.now()

function report(text: string, bad = false): void {
  const entry = document.createElement('li')
  const time = document.createElement('time')
  const what = document.createElement('span')
  time.textContent = `${((performance.now() - opened) / 1000).toFixed(1)} s`
  what.textContent = text
  if (bad) what.className = 'bad'
  entry.append(time, what)
  log.prepend(entry)
  while (log.children.length > maxEntries) log.lastElementChild?.remove()
  byId('log-empty', HTMLElement).hidden = true
}

function refresh(state = worker.pending > 0 ? 'working' : 'waiting'): void {
  show('state', state)
  show('pending', String(worker.pending))
  show('restarts', String(worker.restarts))
}

// Says what came of a call, and shows the worker before and after.
async function watch<T>(answer: Promise<T>, tell: (result: T, milliseconds: number) => string): Promise<void> {
  const start = performance.now()
  refresh()
  try {
    report(tell(await answer, performance.now() - start))
    refresh()
  } catch (error) {
    report(textOf(error), true)
    refresh(textOf(error).startsWith('WORKER_DIED') ? 'dead' : undefined)
  }
}

byId('count', HTMLFormElement).addEventListener('submit', event => {
  event.preventDefault()
  const below = limit.valueAsNumber
  void watch(
    worker.call('countPrimes', [below]),
    (count, milliseconds) => `${grouped(count)} primes below ${grouped(below)}, in ${grouped(milliseconds)} ms`,
  )
})
// From behind the client's back, as a crash would: it hears of it by the lock that the worker held.
byId('kill', HTMLButtonElement).addEventListener('click', () => {
  const pending = worker.pending
  running?.terminate()
  report(pending > 0 ? 'killed in the middle of a call' : 'killed; the next call starts another')
  // A busy one takes a moment to end; what is called until then is rejected with the rest.
  refresh(pending > 0 ? 'ending' : 'dead')
})
byId('throw', HTMLButtonElement).addEventListener(
  'click',
  () => void watch(worker.call('fail', []), () => 'it did not throw'),
)
byId('move', HTMLButtonElement).addEventListener('click', () => {
  const numbers = new Float64Array(2 ** 21)
  void watch(
    worker.call('addOne', [numbers], { transfer: [numbers.buffer] }),
    (moved, milliseconds) =>
      `${grouped(moved.length)} numbers there and back in ${milliseconds.toFixed(1)} ms, each one larger; ${grouped(numbers.length)} left here meanwhile`,
  )
})
refresh()
