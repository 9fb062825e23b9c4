// Sweeps a grid in chunks over two workers of the page, stops another early, reads a blob, and goes on with its lines from a checkpoint.
import { memoryFiles } from '@plimsoll/files/memory'
import { bytes, gridChunks, lines, process, readableStream } from '@plimsoll/streaming-processor'
import { checkpointFile } from '@plimsoll/streaming-processor/checkpoint'
import { mapWorkers } from '@plimsoll/streaming-processor/workers'

const startWorker = () => new Worker(new URL('./streaming-processor.worker.mjs', import.meta.url), { type: 'module' })

export async function run() {
  const grid = gridChunks({ x: 50, y: 50, t: 20 }, { within: 't' })
  let sum = 0
  for await (const part of mapWorkers(grid, startWorker, { fn: 'remainders', concurrency: 2 }))
    for (const cell of part) sum += cell
  if (sum !== 149_997) throw new Error(`The sum is ${sum}.`)

  const endless = mapWorkers(grid, startWorker, { fn: 'remainders', concurrency: 2 })
  for await (const part of endless) if (part.length > 0) break
  if (endless.inFlight !== 0) throw new Error(`${endless.inFlight} items are still in flight.`)

  const text = await new Response(readableStream(bytes(new Blob(['a blob']), { range: { start: 2 } }))).text()
  if (text !== 'blob') throw new Error(`The blob is read as "${text}".`)

  const files = memoryFiles()
  const start = () => {
    const checkpoint = checkpointFile(files, 'lines', { everyMs: 0 })
    return process(lines(new File(['one\ntwo\nthree'], 'words.txt', { lastModified: 0 })), chunk => chunk.length, {
      size: 1,
      checkpoint,
    })
  }
  const early = start()
  await early.next()
  await early.next()
  await early.return()
  const report = await start().finish()
  if (report.items !== 3 || report.resumedFrom.items !== 1) throw new Error(`The report is ${JSON.stringify(report)}.`)
}
