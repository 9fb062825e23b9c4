import { opfsFiles } from '@plimsoll/files/opfs'
import { afterAll } from 'vitest'
import { describeDisk } from './describe-disk.js'

let rooms = 0
const prefix = `disk-test-${crypto.randomUUID()}`

afterAll(async () => {
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(prefix, { recursive: true }).catch(() => {})
})

describeDisk('in a page, through its worker', async () => opfsFiles({ directory: `${prefix}/${++rooms}` }))
