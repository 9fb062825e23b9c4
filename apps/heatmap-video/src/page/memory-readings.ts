import type { MemoryConsumer } from '@plimsoll/bytes'
import { signal } from '@preact/signals'
import { type AgentFigures, AgentMemory, type Measure } from './agent-memory.js'
import { MemoryHistory } from './memory-history.js'
import { sessionBudget } from './session-budget.js'

/** Who holds bytes for the sweep; what has no holder now counts 0. */
export const holderNames = ['open frames', 'chunks in flight', 'frame storage', 'film'] as const

/** The last reading. */
export interface Reading {
  /** Bytes of each of {@link holderNames}. */
  readonly held: readonly number[]
  /** What is reserved in the budget of the sweep on show. */
  readonly reserved: number
  /** The heap of the page as `performance.memory` tells it, and its growth since the start; `NaN` where it does not. */
  readonly heap: { readonly growth: number; readonly total: number }
  /** What `measureUserAgentSpecificMemory()` told last, workers included. */
  readonly agent: AgentFigures
}

/** Columns of the history: the holders, their sum, growth of page heap, of page and workers, what is reserved. */
export const history = new MemoryHistory(holderNames.length + 4)

interface ReportingPerformance {
  readonly memory?: { readonly usedJSHeapSize: number }
  measureUserAgentSpecificMemory?: Measure
}

const platform = performance as unknown as ReportingPerformance
const agent = new AgentMemory(
  crossOriginIsolated ? platform.measureUserAgentSpecificMemory?.bind(performance) : undefined,
  () => {
    reading.value = { ...reading.peek(), agent: agent.figures }
  },
)

/** The last reading; a new one at most four times a second, and with each answer of the browser. */
export const reading = signal<Reading>({
  held: holderNames.map(() => 0),
  reserved: 0,
  heap: { growth: NaN, total: NaN },
  agent: agent.figures,
})

const intervalMs = 250
const row = new Float64Array(holderNames.length + 4)

let consumers: Holders = {}
let filmBytes = 0
let timer: ReturnType<typeof setInterval> | undefined
let started: number | undefined
let idleHeap = NaN

/** Whether `measureUserAgentSpecificMemory()` can be asked here. */
export function agentReports(): boolean {
  return agent.reports
}

/** Whether the heap of the page is told here. */
export function heapReports(): boolean {
  return platform.memory !== undefined
}

/** Who holds bytes. */
export type Holders = { readonly [name in (typeof holderNames)[number]]?: MemoryConsumer | undefined }

/** Names who holds bytes from now on. */
export function watch(holders: Holders): void {
  consumers = holders
}

/** Counts what the making of a film holds in this page. */
export function countFilm(bytes: number): void {
  filmBytes = bytes
}

/** Starts a new history, against what the idle page holds now, and takes readings until {@link rest}. */
export function startReadings(): void {
  history.clear()
  started = performance.now()
  idleHeap = heapNow()
  agent.start()
  goOn()
}

/** Takes a reading of the idle page, so that figures stand there before anything runs. */
export function readOnce(): void {
  take()
}

/** Takes readings again, in the same history where there is one. */
export function goOn(): void {
  if (timer !== undefined) return
  if (started === undefined) startReadings()
  else {
    agent.goOn()
    take()
    timer = setInterval(take, intervalMs)
  }
}

/** Takes a last reading and no more; what the browser was asked by then, it still answers. */
export function rest(): void {
  if (timer === undefined) return
  clearInterval(timer)
  timer = undefined
  agent.rest()
  take()
}

function take(): void {
  const held = holderNames.map(name => {
    const { heapBytes = 0, externalBytes = 0 } = consumers[name]?.memoryUsage() ?? {}
    return heapBytes + externalBytes + (name === 'film' ? filmBytes : 0)
  })
  agent.ask()
  const total = heapNow()
  const heap = { growth: total - idleHeap, total }
  const figures = agent.figures
  const reserved = sessionBudget()?.reservedBytes ?? 0
  if (started !== undefined) {
    row.set(held)
    row.set([held.reduce((sum, bytes) => sum + bytes, 0), heap.growth, figures.growth, reserved], held.length)
    history.add((performance.now() - started) / 1000, row)
  }
  reading.value = { held, reserved, heap, agent: figures }
}

function heapNow(): number {
  return platform.memory?.usedJSHeapSize ?? NaN
}
