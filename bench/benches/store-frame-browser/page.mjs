import { medianWallMs } from '../../harness/clock.mjs'
import { shape } from '../store-frame-node/frames.mjs'
import { NumberedFrames } from '../store-frame-node/numbered-frames.mjs'
import { peerStores } from './peer-stores.mjs'
import { stores } from './stores.mjs'

const count = 100
const frames = new NumberedFrames(shape)

function checkPage(isolated) {
  if (crossOriginIsolated !== isolated) throw new Error(`the page is ${isolated ? 'not ' : ''}isolated`)
}

async function checkAll(store) {
  for (let index = 0; index < count; index++) frames.check(index, await store.get(index))
}

/** A round fills a new store; what is in it then is looked at outside the clock. */
const storing =
  open =>
  async ({ isolated }) => {
    checkPage(isolated)
    let rounds = 0
    const round = async () => {
      const store = await open(`round-${rounds++}`, shape)
      // What gives its buffer away gets a fresh one, made outside the clock.
      const prepare = index => (store.takes ? frames.at(index).slice() : frames.at(index))
      const value = await medianWallMs(count, (index, grid) => store.put(index, grid), prepare)
      await checkAll(store)
      await store.close()
      return value
    }
    await round()
    return { round }
  }

/** A round reads, in no order, from a store that was filled at the start. */
const reading =
  open =>
  async ({ isolated, quick }) => {
    checkPage(isolated)
    const store = await open('filled', shape)
    for (let index = 0; index < count; index++)
      await store.put(index, store.takes ? frames.at(index).slice() : frames.at(index))
    const round = async () => {
      const value = await medianWallMs(quick ? count : 4 * count, turn => store.get((turn * 37) % count))
      await checkAll(store)
      return value
    }
    await round()
    return { round }
  }

const each = (action, begin) =>
  Object.entries({ ...stores, ...peerStores }).map(([name, open]) => [`${action}:${name}`, begin(open)])

export const candidates = Object.fromEntries([...each('storing', storing), ...each('reading', reading)])
