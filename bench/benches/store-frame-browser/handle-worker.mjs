// The least that stores and reads frames in a browser: a sync handle of the origin private file system.
import { crc32, rangeOf } from './checksum-and-range.mjs'

let handle
let options
const kept = []

const whole = bytes => {
  const { cells } = options
  if (bytes !== cells * 4) throw new Error(`${bytes} of ${cells * 4} bytes went through the handle`)
}

const answers = {
  async open(given) {
    options = given
    const root = await navigator.storage.getDirectory()
    const file = await root.getFileHandle(given.name, { create: true })
    handle = await file.createSyncAccessHandle()
  },
  write({ index, grid = options.memory }) {
    if (options.checked) kept[index] = { crc: crc32(grid), ...rangeOf(grid) }
    whole(handle.write(grid, { at: index * grid.byteLength }))
  },
  read({ index }) {
    const grid = options.memory ?? new Float32Array(options.cells)
    whole(handle.read(grid, { at: index * grid.byteLength }))
    if (!options.memory) return grid
  },
  close() {
    handle.close()
  },
}

// A failure ends as an error event in the page.
const raise = error =>
  setTimeout(() => {
    throw error
  })

self.onmessage = async ({ data: { ask, ...given } }) => {
  try {
    const grid = await answers[ask](given)
    self.postMessage(grid, grid ? [grid.buffer] : [])
  } catch (error) {
    raise(error)
  }
}
