// A crawler that follows each address once: the addresses it has seen are in a Set.
import { createReadStream } from 'node:fs'
import { MemoryBudget, MemoryMonitor, setConsumer } from '@plimsoll/memory-monitor' // with the budget

const [file, bursts] = process.argv.slice(2)
const seen = new Set()
const monitor = new MemoryMonitor() // with the budget
const budget = new MemoryBudget({ monitor }) // with the budget
budget.register(setConsumer('seen', seen)) // with the budget

let done = 0
let sum = 0
for (let burst = 0; burst < Number(bursts); burst++) {
  for await (const chunk of createReadStream(file, 'latin1')) {
    for (let at = 0; at < chunk.length; at += 16) {
      const address = `${burst}/${chunk.slice(at, at + 16)}`
      if (seen.has(address)) continue
      seen.add(address)
      sum += address.length
      done++
    }
  }
}
console.log(JSON.stringify({ done, sum, held: seen.size }))
