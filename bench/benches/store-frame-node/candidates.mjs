import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { medianWallMs } from '../../harness/clock.mjs'
import { frameBytes, shape, waves } from './frames.mjs'

const frames = 100

/**
 * A candidate opens a store in a folder: `put(index, grid)`, `get(index)`, `close()`. A round of `store` fills a new one;
 * a round of `read` reads from one that was filled at the start.
 */
async function candidate(open, { action, quick }) {
  const home = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'))
  const grids = waves(8)
  const fill = async store => {
    for (let index = 0; index < frames; index++) await store.put(index, grids[index % grids.length])
  }
  let rounds = 0
  const storeRound = async () => {
    const folder = join(home, `round-${rounds++}`)
    await mkdir(folder)
    const store = await open(folder)
    const value = await medianWallMs(frames, index => store.put(index, grids[index % grids.length]))
    await store.close()
    rmSync(folder, { recursive: true })
    return value
  }
  const readRound = store => () => medianWallMs(quick ? frames : 4 * frames, i => store.get((i * 37) % frames))

  if (action === 'store') {
    await storeRound()
    return { round: storeRound, close: () => rmSync(home, { recursive: true }) }
  }
  const store = await open(home)
  await fill(store)
  const back = await store.get(37)
  if (!back.every((value, cell) => value === grids[37 % grids.length][cell]))
    throw new Error('read other values than stored')
  const round = readRound(store)
  await round()
  return {
    round,
    async close() {
      await store.close()
      rmSync(home, { recursive: true })
    },
  }
}

export const frameStorage = options =>
  candidate(async folder => {
    const { FrameStorage } = await import('@plimsoll/frame-storage')
    const { nodeFiles } = await import('@plimsoll/files/node')
    const storage = await FrameStorage.open({ session: 'bench', shape, backend: nodeFiles({ directory: folder }) })
    const into = new Float32Array(shape[0] * shape[1])
    return {
      put: (index, grid) => storage.storeFrame(index, grid),
      get: async index => (await storage.getFrame(index, { into })).grid,
      close: () => storage.close(),
    }
  }, options)

const bytesOf = grid => Buffer.from(grid.buffer, grid.byteOffset, grid.byteLength)
// lmdb and files answer bytes at any offset; who needs numbers needs them aligned.
const gridOf = (bytes, into) => {
  bytesOf(into).set(bytes)
  return into
}

export const lmdb = options =>
  candidate(async folder => {
    const { open } = await import('lmdb')
    const store = open({ path: join(folder, 'frames.lmdb'), encoding: 'binary', compression: false })
    const into = new Float32Array(shape[0] * shape[1])
    return {
      put: (index, grid) => store.put(index, bytesOf(grid)),
      // It answers a view of its own memory that is longer than the value.
      get: index => gridOf(store.getBinaryFast(index).subarray(0, frameBytes), into),
      close: () => store.close(),
    }
  }, options)

export const filePerFrame = options =>
  candidate(async folder => {
    const into = new Float32Array(shape[0] * shape[1])
    return {
      put: (index, grid) => writeFile(join(folder, `${index}.f32`), bytesOf(grid)),
      get: async index => gridOf(await readFile(join(folder, `${index}.f32`)), into),
      close: () => {},
    }
  }, options)

/** What the platform needs for the same: one positional write, zlib's checksum, one pass for the range. */
export const bare = options =>
  candidate(async folder => {
    const file = openSync(join(folder, 'frames'), 'w+')
    const into = new Float32Array(shape[0] * shape[1])
    const kept = []
    return {
      put(index, grid) {
        const bytes = bytesOf(grid)
        let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
        for (let cell = 0; cell < grid.length; cell++) {
          const value = grid[cell]
          if (value < min) min = value
          if (value > max) max = value
        }
        kept[index] = { min, max, crc: crc32(bytes) }
        writeSync(file, bytes, 0, frameBytes, index * frameBytes)
      },
      get(index) {
        readSync(file, bytesOf(into), 0, frameBytes, index * frameBytes)
        return into
      },
      close: () => closeSync(file),
    }
  }, options)
