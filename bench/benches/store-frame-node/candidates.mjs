import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { medianWallMs } from '../../harness/clock.mjs'
import { shape } from './frames.mjs'
import { NumberedFrames } from './numbered-frames.mjs'
import { stores } from './stores.mjs'

const count = 100

/** A round of `store` fills a new store; a round of `read` reads from one that was filled at the start. */
const candidate =
  name =>
  async ({ action, quick }) => {
    const home = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'))
    const open = stores(home)[name]
    const frames = new NumberedFrames(shape)
    const checkAll = async store => {
      for (let index = 0; index < count; index++) frames.check(index, await store.get(index))
    }
    let rounds = 0
    const storeRound = async () => {
      const folder = `round-${rounds++}`
      const store = await open(folder, shape)
      const value = await medianWallMs(
        count,
        (index, grid) => store.put(index, grid),
        index => frames.at(index),
      )
      await checkAll(store)
      await store.close()
      rmSync(join(home, folder), { recursive: true })
      return value
    }
    if (action === 'store') {
      await storeRound()
      return { round: storeRound, close: () => rmSync(home, { recursive: true }) }
    }

    const store = await open('filled', shape)
    for (let index = 0; index < count; index++) await store.put(index, frames.at(index))
    const round = async () => {
      const value = await medianWallMs(quick ? count : 4 * count, turn => store.get((turn * 37) % count))
      await checkAll(store)
      return value
    }
    await round()
    return {
      round,
      async close() {
        await store.close()
        rmSync(home, { recursive: true })
      },
    }
  }

export const frameStorage = candidate('frameStorage')
export const lmdb = candidate('lmdb')
export const filePerFrame = candidate('filePerFrame')
export const bare = candidate('bare')
