import { describe, expect, it } from 'vitest'
import { memoryFiles } from '../src/memory.js'
import { describeBackend } from './describe-backend.js'

describeBackend('memory', async () => {
  const files = memoryFiles()
  return { files, again: () => files }
})

describe('memoryFiles bounded by bytes', () => {
  it('refuses what would pass the bound, and says how much was needed', async () => {
    const files = memoryFiles({ maxBytes: '10B' })
    const a = await files.open('a', { create: true })
    const b = await files.open('b', { create: true })
    await a.writeAt(new Uint8Array(6), 0)
    await expect(b.writeAt(new Uint8Array(5), 0)).rejects.toMatchObject({ code: 'FILES_FULL', neededBytes: 5 })
    expect([await b.size(), await files.estimate()]).toEqual([0, { usage: 6, quota: 10 }])
    await a.truncate(1)
    await b.writeAt(new Uint8Array(5), 4)
    expect(await files.estimate()).toEqual({ usage: 10, quota: 10 })
    await files.remove('b')
    expect(await files.estimate()).toEqual({ usage: 1, quota: 10 })
  })
})
