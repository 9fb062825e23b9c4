import { stores } from '../store-frame-browser/stores.mjs'
import { NumberedFrames } from '../store-frame-node/numbered-frames.mjs'
import { array } from './array.mjs'
import { everyFew, readAll, storeAll, warmUp } from './store-and-read.mjs'

let store, frames, count

globalThis.open = async given => {
  const open = { ...stores, array }[given.store]
  count = given.count
  frames = new NumberedFrames(given.shape)
  await warmUp(open, given.shape, frames, count)
  store = await open('measured', given.shape)
}

/** Answers what the storage itself says that it holds when all is over. */
globalThis.storeAndRead = async () => {
  const look = everyFew(count, () => globalThis.takeReading())
  await storeAll(store, frames, count, look)
  await readAll(store, frames, count, look)
  return store.heldBytes ? { toldMiB: store.heldBytes() / 2 ** 20 } : {}
}
