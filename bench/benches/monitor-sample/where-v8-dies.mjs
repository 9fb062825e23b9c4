// `node bench/benches/monitor-sample/where-v8-dies.mjs [--node <path>]... [--flag <flag>]...`: fills the heaps of child
// processes until V8 ends them, and prints what was on the old generation last, beside what heap_size_limit says.
import { spawnSync } from 'node:child_process'
import { writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'

const mib = 2 ** 20
const self = fileURLToPath(import.meta.url)
if (process.argv[2] === 'child') await fill(process.argv[3])
else table()

async function fill(kind) {
  const { memoryLimits } = await import('@plimsoll/memory-monitor')
  const { heapBytes } = memoryLimits()
  const limit = getHeapStatistics().heap_size_limit
  const held = []
  const record = i => JSON.parse(`{"id":${i},"title":"title ${i}","tags":["a","b${i}"],"at":{"x":${i}.5}}`)
  for (let i = 0; ; i++) {
    held.push(kind === 'records' ? record(i) : Array.from({ length: 100 }, (_, j) => i + j + 0.5))
    if (i % 1000) continue
    let old = 0
    for (const space of getHeapSpaceStatistics()) if (!space.space_name.startsWith('new_')) old += space.space_used_size
    const all = getHeapStatistics().used_heap_size
    writeSync(1, `${JSON.stringify({ version: process.version, limit, heapBytes, old, all })}\n`)
    await new Promise(setImmediate)
  }
}

function table() {
  const { values } = parseArgs({
    options: {
      node: { type: 'string', multiple: true, default: [process.execPath] },
      flag: { type: 'string', multiple: true, default: ['--max-old-space-size=256'] },
    },
  })
  const inMib = bytes => (bytes / mib).toFixed(0).padStart(5)
  console.log(
    'node      flag                        fills with  heap_size_limit  memoryLimits()  died at old / all (MiB)',
  )
  for (const node of values.node)
    for (const flag of values.flag)
      for (const kind of ['records', 'doubles']) {
        const { stdout, signal, status } = spawnSync(node, [flag, self, 'child', kind], { maxBuffer: 2 ** 28 })
        const { version, limit, heapBytes, old, all } = JSON.parse(`${stdout}`.trim().split('\n').at(-1))
        const end = signal ?? `exit ${status}`
        const started = `${version.padEnd(9)} ${flag.padEnd(27)} ${kind.padEnd(11)}`
        console.log(
          `${started} ${inMib(limit).padStart(15)}  ${inMib(heapBytes).padStart(14)}  ${inMib(old)} / ${inMib(all)}  ${end}`,
        )
      }
}
