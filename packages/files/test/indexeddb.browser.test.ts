import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
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

describe('indexedDbFiles', () => {
  /** The lengths of a file's values, in order. */
  async function valuesIn(directory: string): Promise<number[]> {
    const request = indexedDB.open(`plimsoll-files:${directory}`)
    const database = await new Promise<IDBDatabase>(resolve => {
      request.onsuccess = () => resolve(request.result)
    })
    const all = database.transaction('extents').objectStore('extents').getAll()
    const values = await new Promise<Uint8Array[]>(resolve => {
      all.onsuccess = () => resolve(all.result)
    })
    database.close()
    return values.map(({ length }) => length)
  }

  it('cuts what is written into values far below what browsers refuse', async () => {
    const directory = room()
    const file = await indexedDbFiles({ directory }).open('f', { create: true })
    const bytes = new Uint8Array(2_500_000).map((_, at) => at % 251)
    await file.writeAt(bytes, 10)
    expect(await valuesIn(directory)).toEqual([2 ** 20, 2 ** 20, 2_500_000 - 2 ** 21])
    const into = new Uint8Array(bytes.length)
    expect(await file.readAt(into, 10)).toBe(bytes.length)
    expect(into.every((byte, at) => byte === bytes[at])).toBe(true)
  })

  it('writes two runs of bytes as what a plain array would hold, whoever wrote meanwhile', async () => {
    const write = fc.record({
      gap: fc.nat(9),
      length: fc.oneof(fc.nat(40), fc.integer({ min: 65_530, max: 65_545 })),
      between: fc.nat(9),
      next: fc.nat(5000),
      isBehind: fc.boolean(),
      others: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 6 }), async writes => {
        const files = indexedDbFiles({ directory: room() })
        const file = await files.open('f', { create: true })
        const other = await files.open('f')
        let model = new Uint8Array(0)
        const put = (bytes: Uint8Array, offset: number) => {
          const grown = new Uint8Array(Math.max(model.length, offset + bytes.length))
          grown.set(model)
          grown.set(bytes, offset)
          if (bytes.length > 0) model = grown
        }
        for (const [turn, { gap, length, between, next, isBehind, others }] of writes.entries()) {
          if (others) await other.writeAt(Uint8Array.of(250), model.length)
          if (others) put(Uint8Array.of(250), model.length)
          const offset = isBehind ? model.length + gap : Math.max(0, model.length - gap)
          const first = new Uint8Array(length + 1).fill(turn + 1)
          const second = { bytes: new Uint8Array(next + 1).fill(turn + 100), offset: offset + first.length + between }
          await file.writeBoth?.(first, offset, () => second)
          put(first, offset)
          put(second.bytes, second.offset)
        }
        const held = new Uint8Array(model.length + 1)
        expect(await file.readAt(held, 0)).toBe(model.length)
        expect(held.subarray(0, -1).every((byte, at) => byte === model[at])).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('writes neither of two where the second cannot be made', async () => {
    const file = await indexedDbFiles({ directory: room() }).open('f', { create: true })
    await file.writeAt(Uint8Array.of(1, 2, 3), 0)
    const failing = () => {
      throw new RangeError('there is no second')
    }
    await expect(file.writeBoth?.(new Uint8Array(100_000), 3, failing)).rejects.toThrow('there is no second')
    expect(await file.size()).toBe(3)
    await file.writeAt(new Uint8Array(100_000), 3)
    expect(await file.size()).toBe(100_003)
  })

  it('holds what a plain array would hold, over many values', async () => {
    const unit = 25_000
    const call = fc.record({ at: fc.nat(60), units: fc.integer({ min: 1, max: 60 }), cuts: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 8 }), async calls => {
        const file = await indexedDbFiles({ directory: room() }).open('f', { create: true })
        let model = new Uint8Array(0)
        for (const [turn, { at, units, cuts }] of calls.entries()) {
          const size = cuts ? at * unit + 7 : Math.max(model.length, (at + units) * unit + 3)
          const grown = new Uint8Array(size)
          grown.set(model.subarray(0, size))
          model = grown
          if (cuts) await file.truncate(size)
          else {
            const bytes = new Uint8Array(units * unit).fill(turn + 1)
            await file.writeAt(bytes, at * unit + 3)
            model.set(bytes, at * unit + 3)
          }
          const into = new Uint8Array(model.length + 10)
          expect([await file.size(), await file.readAt(into, 0)]).toEqual([model.length, model.length])
          expect(into.every((byte, place) => byte === (model[place] ?? 0))).toBe(true)
        }
      }),
      { numRuns: 15 },
    )
  })

  it('keeps a view, not the buffer around it, and takes shared memory', async () => {
    const directory = room()
    const file = await indexedDbFiles({ directory }).open('f', { create: true })
    await file.writeAt(new Uint8Array(new ArrayBuffer(1_000_000), 10, 100_000).fill(1), 0)
    await file.writeAt(new Uint8Array(new SharedArrayBuffer(100_000)).fill(2), 100_000)
    expect(await valuesIn(directory)).toEqual([100_000, 100_000])
    const into = new Uint8Array(2)
    expect([await file.readAt(into, 99_999), ...into]).toEqual([2, 1, 2])
  })

  it('sees what others write into a file that it has open, and they what it writes', async () => {
    const directory = room()
    const mine = await indexedDbFiles({ directory }).open('f', { create: true })
    const theirs = await indexedDbFiles({ directory }).open('f')
    const large = (value: number) => new Uint8Array(100_000).fill(value)
    await mine.writeAt(large(1), 0)
    await theirs.writeAt(large(2), 50_000)
    await mine.writeAt(large(3), 100_000)
    await Promise.all([mine.writeAt(large(4), 200_000), theirs.writeAt(large(5), 300_000)])
    await mine.truncate(310_000)
    const into = new Uint8Array(400_000)
    for (const file of [mine, theirs]) {
      expect([await file.size(), await file.readAt(into, 0)]).toEqual([310_000, 310_000])
      expect([0, 50_000, 99_999, 100_000, 200_000, 299_999, 300_000].map(at => into[at])).toEqual([1, 2, 2, 3, 4, 4, 5])
    }
  })

  it('refuses a file that was removed while it was open, also when another has its name', async () => {
    const files = indexedDbFiles({ directory: room() })
    const file = await files.open('f', { create: true })
    await file.writeAt(new Uint8Array(100_000), 0)
    await files.remove('f')
    const uses = [() => file.size(), () => file.writeAt(new Uint8Array(100_000), 100_000), () => file.flush()]
    for (const use of uses) await expect(use()).rejects.toMatchObject({ code: 'FILES_NOT_FOUND' })
    const next = await files.open('f', { create: true })
    for (const use of uses) await expect(use()).rejects.toMatchObject({ code: 'FILES_NOT_FOUND' })
    expect(await next.size()).toBe(0)
  })

  it('lets others delete the database, and makes it anew', async () => {
    const directory = room()
    const files = indexedDbFiles({ directory })
    await files.open('f', { create: true })
    const deleting = indexedDB.deleteDatabase(`plimsoll-files:${directory}`)
    await new Promise((resolve, reject) => {
      deleting.onsuccess = resolve
      deleting.onblocked = () => reject(new Error('it is held open'))
    })
    expect(await files.list()).toEqual([])
    await (await files.open('f', { create: true })).writeAt(Uint8Array.of(1), 0)
    expect((await files.list()).map(({ size }) => size)).toEqual([1])
  })

  it('has locks of its own, whatever lies between directory and name', async () => {
    const directory = room()
    const [outer, inner] = [indexedDbFiles({ directory }), indexedDbFiles({ directory: `${directory}/b` })]
    const lock = await outer.lock('b/c')
    const other = await inner.lock('c', { timeoutMs: 0 })
    expect([[...(await outer.lockedNames())], [...(await inner.lockedNames())]]).toEqual([['b/c'], ['c']])
    await lock.release()
    await other.release()
  })

  it('refuses options that are none', () => {
    const call = indexedDbFiles as (options?: unknown) => unknown
    const refusal = (text: string) =>
      expect.objectContaining({ code: 'FILES_INVALID_OPTIONS', message: expect.stringContaining(text) })
    expect(() => call()).toThrow(refusal('indexedDbFiles was given undefined'))
    expect(() => call({ directory: 'a', durable: true })).toThrow(refusal('no option "durable"'))
    expect(() => call({ directory: 'a', durability: 'fast' })).toThrow(refusal('durability "fast"'))
    expect(() => call({ directory: '../a' })).toThrow(expect.objectContaining({ code: 'FILES_INVALID_NAME' }))
  })

  it('stores what was asked to be strict, too', async () => {
    const file = await indexedDbFiles({ directory: room(), durability: 'strict' }).open('f', { create: true })
    await file.writeAt(Uint8Array.of(1, 2), 0)
    await file.flush()
    expect(await file.size()).toBe(2)
  })
})
