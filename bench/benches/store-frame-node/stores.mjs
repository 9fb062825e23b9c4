// Where frames can be put in Node, all with the same calls: `open(name, shape)` answers a new, empty store in a folder of
// its own below `home`.
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

const bytesOf = grid => Buffer.from(grid.buffer, grid.byteOffset, grid.byteLength)
// lmdb and files answer bytes at any offset; who needs numbers needs them aligned.
const gridOf = (bytes, into) => {
  bytesOf(into).set(bytes)
  return into
}

const frameStorage = async (folder, shape) => {
  const { FrameStorage } = await import('@plimsoll/frame-storage')
  const { nodeFiles } = await import('@plimsoll/files/node')
  const storage = await FrameStorage.open({ session: 'bench', shape, backend: nodeFiles({ directory: folder }) })
  const into = gridFor(shape)
  return {
    put: (index, grid) => storage.storeFrame(index, grid),
    get: async index => (await storage.getFrame(index, { into })).grid,
    all: () => storage.getAllFrames(),
    heldBytes() {
      const { heapBytes, externalBytes } = storage.memoryUsage()
      return heapBytes + externalBytes
    },
    close: () => storage.close(),
  }
}

const gridFor = ([rows, columns]) => new Float32Array(rows * columns)

const lmdb = async (folder, shape) => {
  const { open } = await import('lmdb')
  const store = open({ path: join(folder, 'frames.lmdb'), encoding: 'binary', compression: false })
  const into = gridFor(shape)
  return {
    put: (index, grid) => store.put(index, bytesOf(grid)),
    // It answers a view of its own memory that is longer than the value.
    get: index => gridOf(store.getBinaryFast(index).subarray(0, into.byteLength), into),
    close: () => store.close(),
  }
}

const filePerFrame = async (folder, shape) => {
  const into = gridFor(shape)
  return {
    put: (index, grid) => writeFile(join(folder, `${index}.f32`), bytesOf(grid)),
    get: async index => gridOf(await readFile(join(folder, `${index}.f32`)), into),
    close: () => {},
  }
}

/** What the platform needs for the same: one positional write, zlib's checksum, one pass for the range. */
const bare = async (folder, shape) => {
  const file = openSync(join(folder, 'frames'), 'w+')
  const into = gridFor(shape)
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
      writeSync(file, bytes, 0, bytes.length, index * bytes.length)
    },
    get(index) {
      readSync(file, bytesOf(into), 0, into.byteLength, index * into.byteLength)
      return into
    },
    close: () => closeSync(file),
  }
}

const inFolder = (home, open) => async (name, shape) => {
  const folder = join(home, name)
  await mkdir(folder)
  return open(folder, shape)
}

/** @param {string} home a folder that is there */
export const stores = home =>
  Object.fromEntries(
    Object.entries({ frameStorage, lmdb, filePerFrame, bare }).map(([name, open]) => [name, inFolder(home, open)]),
  )
