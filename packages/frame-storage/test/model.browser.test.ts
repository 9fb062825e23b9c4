import { opfsFiles } from '@plimsoll/files/opfs'
import { afterAll, it } from 'vitest'
import { expectModel, tearFile } from './describe-model.js'

const prefix = `model-test-${crypto.randomUUID()}`

afterAll(async () => {
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(prefix, { recursive: true }).catch(() => {})
})

it('a storage in a page holds what a plain map would, after any frames, reopenings and torn ends', async () => {
  let rooms = 0
  const create = async () => opfsFiles({ directory: `${prefix}/${++rooms}` })
  await expectModel(create, { numRuns: 15, tear: tearFile })
}, 120_000)
