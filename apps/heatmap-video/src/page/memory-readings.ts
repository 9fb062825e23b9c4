import type { MemoryConsumer } from '@plimsoll/bytes'
import { signal } from '@preact/signals'
import { MemoryHistory } from './memory-history.js'

/** Who holds bytes for the sweep; what has no holder now counts 0. */
export const holderNames = ['open frames', 'chunks in flight', 'frame storage', 'film'] as const

/** The last reading. */
export interface Reading {
  /** Bytes of each of {@link holderNames}. */
  readonly held: readonly number[]
  /** The heap of the page as `performance.memory` tells it; `NaN` where it does not. */
  readonly pageHeap: number
  /** What `measureUserAgentSpecificMemory()` told last, workers included; `NaN` where it does not. */
  readonly agent: number
}

/** Columns of the history: the holders, their sum, growth of the page heap, growth of page and workers. */
export const history = new MemoryHistory(holderNames.length + 3)

/** The last reading; a new one at most four times a second. */
export const reading = signal<Reading>({ held: holderNames.map(() => 0), pageHeap: NaN, agent: NaN })

interface ReportingPerformance {
  readonly memory?: { readonly usedJSHeapSize: number }
  measureUserAgentSpecificMemory?(): Promise<{ readonly bytes: number }>
}

const platform = performance as unknown as ReportingPerformance
const intervalMs = 250
const row = new Float64Array(holderNames.length + 3)

let consumers: Holders = {}
let filmBytes = 0
let timer: ReturnType<typeof setInterval> | undefined
let started = 0
let idleHeap = NaN
let idleAgent = NaN
let agentBytes = NaN
let asking = false
let refused = false

/** Whether `measureUserAgentSpecificMemory()` can be asked here. */
export function agentReports(): boolean {
  return crossOriginIsolated && !refused && typeof platform.measureUserAgentSpecificMemory === 'function'
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
  idleHeap = platform.memory?.usedJSHeapSize ?? NaN
  idleAgent = agentBytes
  goOn()
}

/** Takes a reading of the idle page, so that figures stand there before anything runs. */
export function readOnce(): void {
  take()
  history.clear()
}

/** Takes readings again, in the same history. */
export function goOn(): void {
  if (timer !== undefined) return
  take()
  timer = setInterval(take, intervalMs)
}

/** Takes a last reading and no more. */
export function rest(): void {
  if (timer === undefined) return
  clearInterval(timer)
  timer = undefined
  take()
}

function take(): void {
  const held = holderNames.map(name => {
    const { heapBytes = 0, externalBytes = 0 } = consumers[name]?.memoryUsage() ?? {}
    return heapBytes + externalBytes + (name === 'film' ? filmBytes : 0)
  })
  ask()
  const pageHeap = platform.memory?.usedJSHeapSize ?? NaN
  let sum = 0
  for (const [index, bytes] of held.entries()) {
    row[index] = bytes
    sum += bytes
  }
  row[held.length] = sum
  row[held.length + 1] = pageHeap - idleHeap
  row[held.length + 2] = agentBytes - idleAgent
  history.add((performance.now() - started) / 1000, row)
  reading.value = { held, pageHeap, agent: agentBytes }
}

// Answers come when the browser next collects garbage: one question at a time, and no waiting.
function ask(): void {
  if (asking || !agentReports()) return
  asking = true
  platform.measureUserAgentSpecificMemory?.().then(
    ({ bytes }) => {
      asking = false
      agentBytes = bytes
      if (Number.isNaN(idleAgent)) idleAgent = bytes
    },
    () => {
      asking = false
      refused = true
    },
  )
}
