import { afterAll } from 'vitest'
import { indexedDbFiles } from '../src/indexeddb.js'
import { describeBackend } from './describe-backend.js'
import { describeCrashes } from './describe-crashes.js'

const prefix = `indexeddb-test-${crypto.randomUUID()}`
let rooms = 0
const room = () => `${prefix}/${++rooms}`

afterAll(async () => {
  for (const { name } of await indexedDB.databases()) {
    if (name?.includes(prefix)) indexedDB.deleteDatabase(name)
  }
})

describeBackend('IndexedDB', async () => {
  const directory = room()
  return { files: indexedDbFiles({ directory }), again: () => indexedDbFiles({ directory }) }
})

describeCrashes('IndexedDB', 15, async () => indexedDbFiles({ directory: room() }))
