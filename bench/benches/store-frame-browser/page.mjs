import { medianWallMs } from '../../harness/clock.mjs'
import { frameBytes, shape, waves } from '../store-frame-node/frames.mjs'

const frames = 100
const grids = waves(8)

/** `open` answers a new, empty store: `put(index, grid)`, `close()` which also removes what was stored. */
async function candidate(open) {
  let rounds = 0
  const round = async () => {
    const store = await open(`round-${rounds++}`)
    // What gives its buffer away gets a fresh one, made outside the clock.
    const prepare = index => (store.takes ? grids[index % grids.length].slice() : grids[index % grids.length])
    const value = await medianWallMs(frames, (index, grid) => store.put(index, grid), prepare)
    await store.close()
    return value
  }
  await round()
  return { round }
}

const storage = transfer => () =>
  candidate(async session => {
    const { FrameStorage } = await import('@plimsoll/frame-storage')
    const opened = await FrameStorage.open({ session, shape })
    return {
      takes: transfer,
      put: (index, grid) => opened.storeFrame(index, grid, index, { transfer }),
      async close() {
        await opened.close()
        await FrameStorage.delete(session)
      },
    }
  })

const asked = request =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const indexedDb = () =>
  candidate(async name => {
    const opening = indexedDB.open(name)
    opening.onupgradeneeded = () => opening.result.createObjectStore('frames')
    const database = await asked(opening)
    return {
      put(index, grid) {
        const transaction = database.transaction('frames', 'readwrite')
        transaction.objectStore('frames').put(grid, index)
        return new Promise((resolve, reject) => {
          transaction.oncomplete = resolve
          transaction.onerror = () => reject(transaction.error)
        })
      },
      async close() {
        database.close()
        await asked(indexedDB.deleteDatabase(name))
      },
    }
  })

const opfsAsync = () =>
  candidate(async name => {
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle(name, { create: true })
    return {
      async put(index, grid) {
        const file = await folder.getFileHandle(`${index}.f32`, { create: true })
        const writable = await file.createWritable()
        await writable.write(grid)
        await writable.close()
      },
      close: () => root.removeEntry(name, { recursive: true }),
    }
  })

const ask = (worker, message, moved = []) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = event => reject(new Error(event.message))
    worker.postMessage(message, moved)
  })

/** A worker with a sync handle and nothing else. */
const syncHandle =
  ({ checked = false, shared = false }) =>
  () =>
    candidate(async name => {
      const worker = new Worker(new URL('handle-worker.mjs', import.meta.url), { type: 'module' })
      const memory = shared ? new Float32Array(new SharedArrayBuffer(frameBytes)) : undefined
      await ask(worker, { open: name, checked, memory })
      return {
        takes: !shared,
        put(index, grid) {
          if (!memory) return ask(worker, { index, grid }, [grid.buffer])
          memory.set(grid)
          return ask(worker, { index })
        },
        async close() {
          await ask(worker, { close: true })
          worker.terminate()
          await (await navigator.storage.getDirectory()).removeEntry(name)
        },
      }
    })

export const candidates = {
  frameStorage: storage(false),
  frameStorageTransferred: storage(true),
  indexedDb,
  opfsAsync,
  transferred: syncHandle({}),
  transferredChecked: syncHandle({ checked: true }),
  shared: syncHandle({ shared: true }),
  sharedChecked: syncHandle({ shared: true, checked: true }),
}
