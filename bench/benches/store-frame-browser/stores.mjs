// Where frames can be put in a browser, all with the same calls. `open(name, shape)` answers a new, empty store:
// `put(index, grid)`, `get(index)`, `close()` which also removes what was stored; `takes` where it keeps the buffer that
// `put` was given; `all()` where it has a way of its own to go through the frames; `heldBytes()` where it says what it
// holds.

const storage =
  ({ transfer = false, reusing = false, backendOf = () => undefined } = {}) =>
  async (session, shape) => {
    const { FrameStorage } = await import('@plimsoll/frame-storage')
    const backend = await backendOf()
    const opened = await FrameStorage.open({ session, shape, ...(backend && { backend }) })
    const options = reusing ? { into: new Float32Array(cellsOf(shape)) } : {}
    return {
      takes: transfer,
      put: (index, grid) => opened.storeFrame(index, grid, index, { transfer }),
      get: async index => (await opened.getFrame(index, options))?.grid,
      all: () => opened.getAllFrames(),
      heldBytes() {
        const { heapBytes, externalBytes } = opened.memoryUsage()
        return heapBytes + externalBytes
      },
      async close() {
        await opened.close()
        await FrameStorage.delete(session, backend && { backend })
      },
    }
  }

const inIndexedDb = async () =>
  (await import('@plimsoll/files/indexeddb')).indexedDbFiles({ directory: 'plimsoll-frames' })

const cellsOf = ([rows, columns]) => rows * columns

const asked = request =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** One value a frame. `before` is done with each grid first. */
const indexedDb =
  (before = () => {}) =>
  async name => {
    const opening = indexedDB.open(name)
    opening.onupgradeneeded = () => opening.result.createObjectStore('frames')
    const database = await asked(opening)
    return {
      async put(index, grid) {
        await before(index, grid)
        const transaction = database.transaction('frames', 'readwrite')
        transaction.objectStore('frames').put(grid, index)
        return new Promise((resolve, reject) => {
          transaction.oncomplete = resolve
          transaction.onerror = () => reject(transaction.error)
        })
      },
      get: index => asked(database.transaction('frames').objectStore('frames').get(index)),
      async close() {
        database.close()
        await asked(indexedDB.deleteDatabase(name))
      },
    }
  }

const indexedDbChecked = async (name, shape) => {
  const { crc32, rangeOf } = await import('./checksum-and-range.mjs')
  const kept = []
  const check = (index, grid) => {
    kept[index] = { crc: crc32(grid), ...rangeOf(grid) }
  }
  return indexedDb(check)(name, shape)
}

/** A file a frame. */
const opfsAsync = async name => {
  const root = await navigator.storage.getDirectory()
  const folder = await root.getDirectoryHandle(name, { create: true })
  return {
    async put(index, grid) {
      const file = await folder.getFileHandle(`${index}.f32`, { create: true })
      const writable = await file.createWritable()
      await writable.write(grid)
      await writable.close()
    },
    async get(index) {
      const file = await (await folder.getFileHandle(`${index}.f32`)).getFile()
      return new Float32Array(await file.arrayBuffer())
    },
    close: () => root.removeEntry(name, { recursive: true }),
  }
}

const ask = (worker, message, moved = []) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = event => reject(new Error(event.message))
    worker.postMessage(message, moved)
  })

/** A worker with a sync handle and nothing else. */
const syncHandle =
  ({ checked = false, shared = false } = {}) =>
  async (name, shape) => {
    const worker = new Worker(new URL('handle-worker.mjs', import.meta.url), { type: 'module' })
    const cells = cellsOf(shape)
    const memory = shared ? new Float32Array(new SharedArrayBuffer(cells * 4)) : undefined
    const into = shared ? new Float32Array(cells) : undefined
    await ask(worker, { ask: 'open', name, cells, checked, memory })
    return {
      takes: !shared,
      put(index, grid) {
        if (!memory) return ask(worker, { ask: 'write', index, grid }, [grid.buffer])
        memory.set(grid)
        return ask(worker, { ask: 'write', index })
      },
      async get(index) {
        const grid = await ask(worker, { ask: 'read', index })
        if (!memory) return grid
        // The next frame comes into the same memory: what is handed out is the caller's own.
        into.set(memory)
        return into
      },
      async close() {
        await ask(worker, { ask: 'close' })
        worker.terminate()
        await (await navigator.storage.getDirectory()).removeEntry(name)
      },
    }
  }

export const stores = {
  frameStorage: storage(),
  frameStorageTransferred: storage({ transfer: true }),
  frameStorageReusing: storage({ reusing: true }),
  frameStorageIndexedDb: storage({ backendOf: inIndexedDb }),
  indexedDb: indexedDb(),
  indexedDbChecked,
  opfsAsync,
  transferred: syncHandle(),
  transferredChecked: syncHandle({ checked: true }),
  shared: syncHandle({ shared: true }),
  sharedChecked: syncHandle({ shared: true, checked: true }),
}
