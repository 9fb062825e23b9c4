// A service that takes uploads in, and keeps each of them to be asked for again.
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { MemoryBudget, MemoryMonitor, mapConsumer } from '@plimsoll/memory-monitor' // with the budget
import { dropOldest } from './drop-oldest.mjs' // bounded by hand

const [file, bursts, line] = process.argv.slice(2)
const uploads = new Map()
const monitor = new MemoryMonitor({ limit: Number(line) || undefined }) // with the budget
const budget = new MemoryBudget({ limit: '128MiB', monitor }) // with the budget
budget.register(mapConsumer('uploads', uploads)) // with the budget

const source = await open(file)
const { size } = await source.stat()
let taken = 0
let sum = 0
for (let burst = 0; burst < Number(bursts); burst++) {
  for (let at = 0; at < size; at += 2 ** 18) {
    const upload = Buffer.alloc(2 ** 18)
    await source.read(upload, 0, upload.length, at)
    sum += createHash('sha256').update(upload).digest()[0]
    uploads.set(taken++, upload)
    if (uploads.size > 512) dropOldest(uploads, 64) // bounded by hand
  }
}
await source.close()
console.log(JSON.stringify({ done: taken, sum, held: uploads.size, cpu: process.cpuUsage() }))
