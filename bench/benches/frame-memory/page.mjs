import { stores } from '../store-frame-browser/stores.mjs'
import { NumberedFrames } from '../store-frame-node/numbered-frames.mjs'
import { array } from './array.mjs'
import { readAll, storeAll, warmUp } from './store-and-read.mjs'

let store, frames, count

globalThis.open = async given => {
  const open = { ...stores, array }[given.store]
  count = given.count
  frames = new NumberedFrames(given.shape)
  await warmUp(open, given.shape, frames)
  store = await open('measured', given.shape)
}

globalThis.storeAndRead = async () => {
  await storeAll(store, frames, count)
  await readAll(store, frames, count)
}

/** What the storage itself says that it holds when all is over. */
globalThis.toldMiB = () => (store.heldBytes ? { toldMiB: store.heldBytes() / 2 ** 20 } : {})
