// Sweeps a grid in chunks over two workers, a stream of bytes in chunks of a size, and a file by its path, with a checkpoint, too.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { memoryFiles } from '@plimsoll/files/memory'
import { bytes, chunks, gridChunks, lines, process as work } from '@plimsoll/streaming-processor'
import { checkpointFile } from '@plimsoll/streaming-processor/checkpoint'
import { fileSource, readable } from '@plimsoll/streaming-processor/node'
import { mapWorkers } from '@plimsoll/streaming-processor/workers'

const grid = gridChunks({ x: 50, y: 50, t: 20 }, { within: 't' })
const worker = new URL('./streaming-processor.worker.mjs', import.meta.url)
let sum = 0
let cells = 0
for await (const part of mapWorkers(grid, worker, { fn: 'remainders', concurrency: 2 })) {
  for (const cell of part) sum += cell
  cells += part.length
}
assert.equal(cells, 50_000)
assert.equal(sum, 149_997)

let streamed = 0
const stream = new Blob(['a stream ', 'of bytes']).stream()
for await (const parts of chunks(stream, { maxBytes: '1MiB', sizeOf: part => part.byteLength }))
  for (const part of parts) streamed += part.byteLength
assert.equal(streamed, 17)

let read = 0
const file = fileSource(fileURLToPath(import.meta.url), { start: 3, end: 9 })
for await (const part of readable(bytes(file))) read += part.byteLength
assert.equal(read, 6)

const files = memoryFiles()
const wholeFile = () => lines(fileSource(fileURLToPath(import.meta.url)))
const options = () => ({ size: 4, checkpoint: checkpointFile(files, 'lines', { everyMs: 0 }) })
for await (const count of work(wholeFile(), chunk => chunk.length, options())) {
  assert.equal(count, 4)
  break
}
const report = await work(wholeFile(), chunk => chunk.length, options()).finish()
assert.equal(report.status, 'done')
const again = await work(wholeFile(), chunk => chunk.length, options()).finish()
assert.deepEqual([again.items, again.resumedFrom.items], [report.items, report.items])
