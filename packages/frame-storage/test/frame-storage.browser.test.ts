import { indexedDbFiles } from '@plimsoll/files/indexeddb'
import { opfsFiles } from '@plimsoll/files/opfs'
import { afterAll } from 'vitest'
import { describeStorage } from './describe-storage.js'

let rooms = 0
const prefix = `frames-test-${crypto.randomUUID()}`

afterAll(async () => {
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(prefix, { recursive: true }).catch(() => {})
})

describeStorage('in a page, through its worker', async () => opfsFiles({ directory: `${prefix}/${++rooms}` }))

describeStorage('in IndexedDB', async () => indexedDbFiles({ directory: `${prefix}/${++rooms}` }))
