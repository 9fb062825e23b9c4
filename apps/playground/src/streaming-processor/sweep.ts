import { formatBytes } from '@plimsoll/bytes'
import { type GridChunks, gridChunks } from '@plimsoll/streaming-processor'
import { mapWorkers } from '@plimsoll/streaming-processor/workers'
import { ChunkMap, colours } from '../chunk-map.js'
import { byId, grouped, show, showProblem } from '../dom.js'
import type { Swept, Task } from './sweep.worker.js'

const number = (id: string) => byId(id, HTMLInputElement).valueAsNumber
const run = byId('run', HTMLButtonElement)
const stop = byId('stop', HTMLButtonElement)
const progress = byId('progress', HTMLProgressElement)
const concurrency = byId('concurrency', HTMLInputElement)
const cores = Math.max(1, Math.min(navigator.hardwareConcurrency, 8))

const startWorker = () => new Worker(new URL('./sweep.worker.ts', import.meta.url), { type: 'module' })
const chunkSize = () => Math.round(10 ** number('chunk'))

function* tasks(chunks: GridChunks, steps: Task['steps']): Generator<Task> {
  for (const chunk of chunks) yield { ...chunk, steps }
}

async function sweep(signal: AbortSignal): Promise<void> {
  const steps = [number('x'), number('y'), number('t')] as const
  const chunks = gridChunks({ x: steps[0], y: steps[1], t: steps[2] }, { size: chunkSize() })
  const map = new ChunkMap(byId('map', HTMLCanvasElement), chunks.length)
  const shares = new Map<string, number>()
  const results = mapWorkers<Task, Swept>(tasks(chunks, steps), startWorker, {
    fn: 'sweep',
    concurrency: concurrency.valueAsNumber,
    // The bound that the page shows; by default small chunks would go many by one message.
    maxInFlight: 2 * concurrency.valueAsNumber,
    ordered: false,
    signal,
  })
  let cells = 0
  let mean = 0
  let most = 0
  const start = performance.now()
  const draw = () => {
    const seconds = (performance.now() - start) / 1000
    progress.value = cells / chunks.cells
    show('rate', grouped(cells / seconds))
    show('cells', grouped(cells))
    show('cells-total', `of ${grouped(chunks.cells)}`)
    show('flight', String(results.inFlight))
    show('flight-most', `at most ${most}`)
    const { heapBytes, externalBytes } = results.memoryUsage()
    show('held', formatBytes(heapBytes + externalBytes))
    showShares(shares, chunks.cells)
  }
  const timer = setInterval(draw, 100)
  show('status', `Running: ${grouped(chunks.length)} chunks.`)
  try {
    for await (const swept of results) {
      if (!shares.has(swept.worker)) shares.set(swept.worker, 0)
      shares.set(swept.worker, (shares.get(swept.worker) ?? 0) + swept.cells)
      map.mark(swept.index, [...shares.keys()].indexOf(swept.worker))
      mean += (swept.mean * swept.cells) / chunks.cells
      cells += swept.cells
      most = Math.max(most, results.inFlight)
    }
    const seconds = (performance.now() - start) / 1000
    show('status', `Done in ${seconds.toFixed(2)} s; a cell stays for ${mean.toFixed(1)} steps in the mean.`)
  } finally {
    clearInterval(timer)
    draw()
    show('flight', '0')
  }
}

function showShares(shares: ReadonlyMap<string, number>, total: number): void {
  byId('legend', HTMLElement).replaceChildren(
    ...[...shares.values()].map((cells, index) => {
      const entry = document.createElement('span')
      const swatch = document.createElement('i')
      swatch.style.background = colours[index % colours.length] as string
      entry.append(swatch, `worker ${index + 1}: ${((cells / total) * 100).toFixed(1)} %`)
      return entry
    }),
  )
}

byId('sweep', HTMLFormElement).addEventListener('submit', async event => {
  event.preventDefault()
  const control = new AbortController()
  const abort = () => control.abort()
  stop.addEventListener('click', abort)
  run.disabled = true
  stop.disabled = false
  showProblem('problem')
  try {
    await sweep(control.signal)
  } catch (error) {
    if (control.signal.aborted) show('status', 'Stopped; all workers are gone.')
    else {
      show('status', 'Failed.')
      showProblem('problem', error)
    }
  } finally {
    stop.removeEventListener('click', abort)
    run.disabled = false
    stop.disabled = true
  }
})

function showChoices(): void {
  show('concurrency-text', `${concurrency.value} (${cores === 1 ? '1 core' : `${cores} cores`} here)`)
  show('chunk-text', grouped(chunkSize()))
}
concurrency.value = String(cores)
for (const id of ['concurrency', 'chunk']) byId(id, HTMLInputElement).addEventListener('input', showChoices)
showChoices()
new ChunkMap(byId('map', HTMLCanvasElement), 200)
