import { opfsFiles } from '@plimsoll/files/opfs'
import { afterAll } from 'vitest'
import { describeCodecs } from './describe-codecs.js'

let rooms = 0
const prefix = `codecs-test-${crypto.randomUUID()}`

afterAll(async () => {
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(prefix, { recursive: true }).catch(() => {})
})

describeCodecs('in a page, through its worker', async () => opfsFiles({ directory: `${prefix}/${++rooms}` }))
