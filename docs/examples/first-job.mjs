// #region storage
import { availableParallelism } from 'node:os'
import { platformFiles } from '@plimsoll/files'
import { FrameStorage } from '@plimsoll/frame-storage'
import { gridChunks } from '@plimsoll/streaming-processor'
import { mapWorkers } from '@plimsoll/streaming-processor/workers'
import { axes } from './axes.mjs'

const storage = await FrameStorage.open({
  session: 'oscillator',
  shape: [axes.y, axes.x],
  backend: platformFiles({ directory: 'frames' }),
})
// #endregion storage

// #region sweep
function* missingFrames() {
  const chunks = gridChunks(axes, { size: axes.x * axes.y, within: 't' })
  for (const chunk of chunks) if (!storage.has(chunk.index)) yield chunk
}

const worker = new URL('./oscillator-worker.mjs', import.meta.url)
const concurrency = availableParallelism()
const frames = mapWorkers(missingFrames(), worker, {
  fn: 'peaks',
  ordered: false,
  concurrency,
  maxInFlight: concurrency + 1,
})
for await (const { index, values } of frames) await storage.storeFrame(index, values, index, { transfer: true })
// #endregion sweep

// #region range
const { min, max } = storage.computeGlobalRange()
console.log(`${storage.count} frames: ${min.toFixed(2)} to ${max.toFixed(2)}`)
await storage.close()
// #endregion range
