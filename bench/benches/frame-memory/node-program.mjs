// node --expose-gc node-program.mjs <options>: one run, what it held on stdout.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NumberedFrames } from '../store-frame-node/numbered-frames.mjs'
import { stores } from '../store-frame-node/stores.mjs'
import { array } from './array.mjs'
import { everyFew, readAll, storeAll, warmUp } from './store-and-read.mjs'

const MiB = 2 ** 20
const { store: name, figure, count, shape } = JSON.parse(process.argv[2])
const first = count / 10

const collected = () => {
  gc()
  gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** The highest of what is held at some of the frames, above the start. */
function held() {
  const start = collected()
  let peak = start
  return {
    phase: () =>
      everyFew(count, () => {
        peak = Math.max(peak, collected())
      }),
    value: () => (Math.max(peak, collected()) - start) / MiB,
  }
}

/** By how much the greatest resident memory passes that of the first frames, in the phase where it is more. */
function resident() {
  const phases = []
  return {
    phase: () => {
      const phase = { early: 0, late: 0 }
      phases.push(phase)
      return index => {
        const part = index < first ? 'early' : 'late'
        phase[part] = Math.max(phase[part], process.memoryUsage.rss())
      }
    },
    value: () => Math.max(0, ...phases.map(({ early, late }) => late - early)) / MiB,
  }
}

const home = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'))
try {
  const open = { ...stores(home), array }[name]
  const frames = new NumberedFrames(shape)
  await warmUp(open, shape, frames, count)
  const store = await open('measured', shape)
  const meter = { held, resident }[figure]()
  const residentBefore = process.memoryUsage.rss()
  await storeAll(store, frames, count, meter.phase())
  const residentStored = process.memoryUsage.rss()
  await readAll(store, frames, count, meter.phase())
  const residentRead = process.memoryUsage.rss()
  const value = meter.value()
  const told = store.heldBytes ? { toldMiB: store.heldBytes() / MiB } : {}
  const [before, stored, read] = [residentBefore, residentStored, residentRead].map(bytes => bytes / MiB)
  console.log(JSON.stringify({ value, details: { residentMiB: { before, stored, read }, ...told } }))
  await store.close()
} finally {
  rmSync(home, { recursive: true })
}
