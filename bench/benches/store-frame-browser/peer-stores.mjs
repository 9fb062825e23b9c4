// The packages that people store frames with, each as its README says, with the calls of stores.mjs.

const idb = async name => {
  const { openDB, deleteDB } = await import('idb')
  const database = await openDB(name, 1, { upgrade: made => made.createObjectStore('frames') })
  return {
    put: (index, grid) => database.put('frames', grid, index),
    get: index => database.get('frames', index),
    async close() {
      database.close()
      await deleteDB(name)
    },
  }
}

const localforage = async name => {
  // It is no module: it leaves a global behind.
  await import('localforage')
  const { localforage } = globalThis
  const store = localforage.createInstance({ name, driver: localforage.INDEXEDDB })
  return {
    put: (index, grid) => store.setItem(String(index), grid),
    get: index => store.getItem(String(index)),
    close: () => store.dropInstance({ name }),
  }
}

const dexie = async name => {
  const { Dexie } = await import('dexie')
  const database = new Dexie(name)
  database.version(1).stores({ frames: '' })
  await database.open()
  return {
    put: (index, grid) => database.table('frames').put(grid, index),
    get: index => database.table('frames').get(index),
    close: () => database.delete(),
  }
}

const opfsTools = async name => {
  const { dir, file, write } = await import('opfs-tools')
  const path = index => `/${name}/${index}.f32`
  return {
    // It moves the buffer to its worker.
    takes: true,
    put: (index, grid) => write(path(index), grid),
    get: async index => new Float32Array(await file(path(index)).arrayBuffer()),
    close: () => dir(`/${name}`).remove(),
  }
}

export const peerStores = { idb, localforage, dexie, opfsTools }
