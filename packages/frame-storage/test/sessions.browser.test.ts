import { indexedDbFiles } from '@plimsoll/files/indexeddb'
import { opfsFiles } from '@plimsoll/files/opfs'
import { afterAll } from 'vitest'
import { describeSessions } from './describe-sessions.js'

let rooms = 0
const prefix = `sessions-test-${crypto.randomUUID()}`

afterAll(async () => {
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(prefix, { recursive: true }).catch(() => {})
})

describeSessions('in a page, through its worker', async () => opfsFiles({ directory: `${prefix}/${++rooms}` }))

describeSessions('in IndexedDB', async () => indexedDbFiles({ directory: `${prefix}/${++rooms}` }))
