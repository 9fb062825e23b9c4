// A storage in a dedicated worker: stores, reads, and answers.
import { opfsFiles } from '@plimsoll/files/opfs'
import { FrameStorage } from '../src/index.js'

globalThis.onmessage = async (event: MessageEvent<string>) => {
  let started = 0
  const worker = () => {
    started++
    return new Worker('data:,')
  }
  const backend = opfsFiles({ directory: event.data })
  const storage = await FrameStorage.open({ session: 'run', shape: [2], backend, worker })
  await storage.storeFrame(0, Float32Array.of(1, 2))
  const grid = (await storage.getFrame(0))?.grid
  const { max } = storage.computeGlobalRange()
  await storage.close()
  globalThis.postMessage({ started, grid, max })
}
