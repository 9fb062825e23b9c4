// A crawler that visits each address once: it keeps the addresses it has seen.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { MemoryBudget, MemoryMonitor, setConsumer } from '@plimsoll/memory-monitor' // with the budget
import { dropOldest } from './drop-oldest.mjs' // bounded by hand

const [file, bursts] = process.argv.slice(2)
const seen = new Set()
const monitor = new MemoryMonitor() // with the budget
const budget = new MemoryBudget({ monitor }) // with the budget
budget.register(setConsumer('seen', seen)) // with the budget

let done = 0
let sum = 0
for (let burst = 0; burst < Number(bursts); burst++) {
  for await (const path of createInterface({ input: createReadStream(file) })) {
    const address = new URL(`https://site-${burst}.example/${path}`).href
    if (seen.has(address)) continue
    seen.add(address)
    if (seen.size > 600_000) dropOldest(seen, 75_000) // bounded by hand
    sum += createHash('sha256').update(address).digest()[0]
    done++
  }
}
console.log(JSON.stringify({ done, sum, held: seen.size, cpu: process.cpuUsage() }))
