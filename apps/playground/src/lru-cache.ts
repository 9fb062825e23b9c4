import { formatBytes } from '@plimsoll/bytes'
import { byId, grouped, show, showProblem } from './dom.js'
import { contenders } from './lru-cache/contenders.js'
import { colourOf, drawChart } from './lru-cache/hit-ratio-chart.js'
import { KeptPicture, showShades } from './lru-cache/kept-picture.js'
import { Simulation } from './lru-cache/simulation.js'
import { TraceChoice } from './lru-cache/trace-choice.js'

const [run, pause, stop] = ['run', 'pause', 'stop'].map(id => byId(id, HTMLButtonElement)) as [
  HTMLButtonElement,
  HTMLButtonElement,
  HTMLButtonElement,
]
const bound = byId('bound', HTMLInputElement)
const progress = byId('progress', HTMLProgressElement)
const sizes = 8
// Long enough to get on, short enough for the page to answer; pictures cost more than steps do.
const stepMs = 24
const drawMs = 250

const choice = new TraceChoice(() => show('status', 'Ready.'))
const pictures = contenders.map(({ name }) => new KeptPicture(name, byId('kept', HTMLElement)))
let simulation: Simulation | undefined
let runs = 0
let goOn: (() => void) | undefined

const nextTurn = () => new Promise(resolve => setTimeout(resolve))

function start(): void {
  showProblem('trace-problem')
  try {
    void go(choice.read())
  } catch (error) {
    showProblem('trace-problem', error)
    show('status', 'Nothing was run.')
  }
}

/** Runs a trace step by step; `stop` ends it. */
async function go({ trace, valueBytes, largest }: ReturnType<TraceChoice['read']>): Promise<void> {
  const own = ++runs
  const started = performance.now()
  let word = 'Done'
  try {
    const bounds = Array.from({ length: sizes }, (_, at) => Math.floor((largest * (at + 1)) / sizes))
    simulation = new Simulation(contenders, bounds, valueBytes)
    progress.value = 0
    working(true)
    let [stepped, drawn] = [started, started]
    for await (const { requests, done } of trace.batches()) {
      if (goOn) await new Promise<void>(resolve => (goOn = resolve))
      if (own !== runs) break
      simulation.ask(requests)
      progress.value = done
      const now = performance.now()
      if (now - drawn > drawMs) {
        draw()
        show('status', `Running: ${grouped(simulation.requests)} requests.`)
        drawn = performance.now()
      }
      if (now - stepped < stepMs) continue
      await nextTurn()
      stepped = performance.now()
    }
    if (own !== runs) word = 'Stopped'
    else if (simulation.requests === 0) throw new Error('There is no key in it.')
  } catch (error) {
    word = 'Failed'
    showProblem('trace-problem', error)
  }
  working(false)
  draw()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const asked = simulation?.requests ?? 0
  // Last, so that who waits for it finds everything.
  show(
    'status',
    asked === 0
      ? `${word}: nothing was asked for.`
      : `${word}: ${grouped(asked)} requests to ${contenders.length * sizes} caches in ${seconds} s.`,
  )
}

function working(on: boolean): void {
  choice.fix(on)
  run.disabled = on
  pause.disabled = stop.disabled = !on
  pause.textContent = 'Pause'
  goOn = undefined
}

function draw(): void {
  const shown = simulation !== undefined && simulation.requests > 0 ? simulation : undefined
  byId('chart-empty', HTMLElement).hidden = shown !== undefined
  byId('results', HTMLElement).hidden = shown === undefined
  const at = bound.valueAsNumber - 1
  if (shown)
    drawChart(
      shown.bounds,
      contenders.map(({ name }, place) => ({
        name,
        ratios: shown.bounds.map((_, bound) => shown.stats(place, bound).hitRatio),
      })),
    )
  show('bound-text', shown ? formatBytes(shown.bounds[at] as number) : `size ${at + 1} of ${sizes}`)
  for (const [place, picture] of pictures.entries())
    if (shown) picture.show(shown.kept(place, at), shown.stats(place, at))
    else picture.show([], undefined)
}

byId('trace', HTMLFormElement).addEventListener('submit', event => {
  event.preventDefault()
  start()
})
pause.addEventListener('click', () => {
  const paused = goOn
  goOn = paused ? undefined : () => {}
  pause.textContent = paused ? 'Pause' : 'Go on'
  draw()
  show('status', paused ? 'Running.' : `Paused at ${grouped(simulation?.requests ?? 0)} requests.`)
  paused?.()
})
stop.addEventListener('click', () => {
  runs++
  goOn?.()
})
bound.addEventListener('input', draw)
for (const change of [matchMedia('(prefers-color-scheme: dark)'), matchMedia('(max-width: 560px)')])
  change.addEventListener('change', draw)
addEventListener('resize', draw)
byId('legend', HTMLElement).replaceChildren(
  ...contenders.map(({ name }, place) => {
    const entry = document.createElement('span')
    const swatch = document.createElement('i')
    swatch.style.background = colourOf(place)
    entry.append(swatch, name)
    return entry
  }),
)
showShades(byId('kept-legend', HTMLElement))
draw()
