import { describe, expect, it } from 'vitest'
import { memoryFiles } from '../src/memory.js'
import { describeBackend } from './describe-backend.js'

describeBackend('memory', async () => {
  const files = memoryFiles()
  return { files, again: () => files }
})

describe('memoryFiles', () => {
  it.each([
    ['10B', 'memoryFiles was given "10B"; give an object: memoryFiles({ maxBytes: '],
    [null, 'memoryFiles was given null; '],
    [[], 'memoryFiles was given a value of type Array; '],
    [{ maxbytes: 10 }, 'there is no option "maxbytes" of memoryFiles; use maxBytes'],
  ])('refuses the options %j, which would set no bound', (options, message) => {
    const refusal = { name: 'FilesError', code: 'FILES_INVALID_OPTIONS', message: expect.stringContaining(message) }
    expect(() => memoryFiles(options as never)).toThrow(expect.objectContaining(refusal))
  })

  it('refuses options of open and lock that are none', async () => {
    const files = memoryFiles()
    await expect(files.open('a', { creat: true } as never)).rejects.toMatchObject({ code: 'FILES_INVALID_OPTIONS' })
    await expect(files.lock('a', 100 as never)).rejects.toMatchObject({ code: 'FILES_INVALID_OPTIONS' })
    expect([await files.list(), await files.persist()]).toEqual([[], false])
  })
})

describe('memoryFiles', () => {
  it('says how much was needed where the platform has no such memory', async () => {
    const files = memoryFiles()
    const file = await files.open('a', { create: true })
    await file.writeAt(Uint8Array.of(1, 2), 0)
    for (const use of [() => file.truncate(2 ** 40), () => file.writeAt(Uint8Array.of(3), 2 ** 40 - 1)]) {
      const refusal = {
        name: 'FilesError',
        code: 'FILES_FULL',
        neededBytes: 2 ** 40 - 2,
        cause: { name: 'RangeError' },
      }
      await expect(use()).rejects.toMatchObject(refusal)
    }
    expect([await file.size(), (await files.estimate()).usage]).toEqual([2, 2])
  })

  it('keeps what a cut leaves, with zeros where it grows again', async () => {
    const file = await memoryFiles().open('a', { create: true })
    await file.writeAt(new Uint8Array(1000).fill(7), 0)
    for (const size of [600, 900, 100, 60, 120]) await file.truncate(size)
    const into = new Uint8Array(120)
    await file.readAt(into, 0)
    expect([...new Set(into.subarray(0, 60)), ...new Set(into.subarray(60))]).toEqual([7, 0])
  })
})

describe('memoryFiles bounded by bytes', () => {
  it('names what is left, and what nobody holds, the oldest first', async () => {
    const files = memoryFiles({ maxBytes: '10B' })
    for (const name of ['a', 'b.1', 'c']) await (await files.open(name, { create: true })).writeAt(new Uint8Array(3), 0)
    await files.lock('b')
    const refused = (await files.open('d', { create: true })).writeAt(new Uint8Array(4), 0)
    await expect(refused).rejects.toMatchObject({
      code: 'FILES_FULL',
      neededBytes: 4,
      availableBytes: 1,
      removable: [
        { name: 'a', size: 3 },
        { name: 'c', size: 3 },
      ],
      message:
        'there is no room for 4 more bytes of file "d", 1 are left; remove what is not needed, such as "a" (3 bytes) and 1 more',
    })
  })

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
    await b.close()
    await files.remove('b')
    expect(await files.estimate()).toEqual({ usage: 1, quota: 10 })
  })

  it('counts a file that is removed while it is open until the last of those who have it closes it', async () => {
    const files = memoryFiles({ maxBytes: '10B' })
    const usage = async () => (await files.estimate()).usage
    const removed = await files.open('a', { create: true })
    const reader = await files.open('a', { readOnly: true })
    await removed.writeAt(new Uint8Array(4), 0)
    expect([await files.remove('a'), await files.remove('a'), await usage()]).toEqual([true, false, 4])
    const named = await files.open('a', { create: true })
    await named.writeAt(new Uint8Array(3), 0)
    await removed.writeAt(new Uint8Array(2), 4)
    expect(await usage()).toBe(9)
    await expect(removed.writeAt(new Uint8Array(2), 6)).rejects.toMatchObject({ code: 'FILES_FULL' })
    await removed.truncate(5)
    await removed.close()
    await removed.close()
    expect(await usage()).toBe(8)
    await reader.close()
    expect(await usage()).toBe(3)
    await named.close()
    expect([await files.remove('a'), await usage()]).toEqual([true, 0])
  })
})
