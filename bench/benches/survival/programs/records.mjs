// A service that answers requests for records: it parses each, keeps it, and answers with its tag.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { MemoryBudget, MemoryMonitor, mapConsumer } from '@plimsoll/memory-monitor' // with the budget
import { dropOldest } from './drop-oldest.mjs' // bounded by hand

const [file, bursts] = process.argv.slice(2)
const records = new Map()
const monitor = new MemoryMonitor() // with the budget
const budget = new MemoryBudget({ monitor }) // with the budget
budget.register(mapConsumer('records', records)) // with the budget

let done = 0
let sum = 0
for (let burst = 0; burst < Number(bursts); burst++) {
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const record = JSON.parse(line)
    records.set(done++, record)
    if (records.size > 50_000) dropOldest(records, 6000) // bounded by hand
    sum += createHash('sha256').update(JSON.stringify(record)).digest()[0]
  }
}
console.log(JSON.stringify({ done, sum, held: records.size, cpu: process.cpuUsage() }))
