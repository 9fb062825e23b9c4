// A service that answers requests for records, and keeps each record it has parsed.
import { readFile } from 'node:fs/promises'
import { MemoryBudget, MemoryMonitor, mapConsumer } from '@plimsoll/memory-monitor' // with the budget

const [file, bursts] = process.argv.slice(2)
const cache = new Map()
const monitor = new MemoryMonitor() // with the budget
const budget = new MemoryBudget({ monitor }) // with the budget
budget.register(mapConsumer('records', cache)) // with the budget

let answered = 0
let sum = 0
for (let burst = 0; burst < Number(bursts); burst++) {
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const record = JSON.parse(line)
    cache.set(answered++, record)
    sum += record.size
  }
}
console.log(JSON.stringify({ done: answered, sum, held: cache.size }))
