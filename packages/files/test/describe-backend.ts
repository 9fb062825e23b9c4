import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { FileBackend, RandomAccessFile } from '../src/index.browser.js'
import { describeLocks } from './describe-locks.js'

/** The promises of every backend. `create` answers an empty one; `again` another that sees the same files. */
export function describeBackend(
  name: string,
  create: () => Promise<{ files: FileBackend; again(): FileBackend }>,
): void {
  describe(`the ${name} backend`, () => {
    const opened: RandomAccessFile[] = []
    const keep = (file: RandomAccessFile) => {
      opened.push(file)
      return file
    }
    afterEach(async () => {
      for (const file of opened.splice(0)) await file.close()
    })

    it('opens only what exists, unless told to make it', async () => {
      const { files } = await create()
      await expect(files.open('a/b.bin')).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_NOT_FOUND' })
      await expect(files.open('b.bin', { readOnly: true })).rejects.toMatchObject({ code: 'FILES_NOT_FOUND' })
      await expect(files.blob('b.bin')).rejects.toMatchObject({ code: 'FILES_NOT_FOUND' })
      const file = keep(await files.open('a/b.bin', { create: true }))
      expect([file.name, await file.size()]).toEqual(['a/b.bin', 0])
      expect((await files.list()).map(entry => entry.name)).toEqual(['a/b.bin'])
    })

    it('reads what was written, and less only at the end', async () => {
      const { files } = await create()
      const file = keep(await files.open('f', { create: true }))
      await file.writeAt(Uint8Array.of(1, 2, 3, 4), 2)
      const into = new Uint8Array(8).fill(9)
      expect(await file.readAt(into, 0)).toBe(6)
      expect([...into]).toEqual([0, 0, 1, 2, 3, 4, 9, 9])
      expect(await file.readAt(into, 6)).toBe(0)
      expect(await file.readAt(into, 100)).toBe(0)
    })

    it('leaves the buffers to the caller', async () => {
      const { files } = await create()
      const file = keep(await files.open('f', { create: true }))
      const shared = new Uint8Array([0, 7, 8, 0])
      await file.writeAt(shared.subarray(1, 3), 0)
      expect([...shared]).toEqual([0, 7, 8, 0])
      expect(await file.readAt(shared.subarray(2), 0)).toBe(2)
      expect([...shared]).toEqual([0, 7, 7, 8])
    })

    it('cuts and grows by truncate, with zeros', async () => {
      const { files } = await create()
      const file = keep(await files.open('f', { create: true }))
      await file.writeAt(Uint8Array.of(1, 2, 3, 4), 0)
      await file.truncate(2)
      await file.truncate(4)
      const into = new Uint8Array(4)
      expect([await file.size(), await file.readAt(into, 0), ...into]).toEqual([4, 4, 1, 2, 0, 0])
    })

    it('keeps a file when it is closed, for another to open', async () => {
      const { files, again } = await create()
      const file = await files.open('f', { create: true })
      await file.writeAt(Uint8Array.of(5), 0)
      await file.flush()
      await file.close()
      await file.close()
      const reopened = keep(await again().open('f'))
      const into = new Uint8Array(1)
      expect([await reopened.readAt(into, 0), into[0]]).toEqual([1, 5])
    })

    it('reads a file that is being written, without changing it', async () => {
      const { files, again } = await create()
      const file = keep(await files.open('f', { create: true }))
      await file.writeAt(Uint8Array.of(1, 2, 3), 0)
      await file.flush()
      const reader = keep(await again().open('f', { readOnly: true }))
      const into = new Uint8Array(3)
      expect([await reader.size(), await reader.readAt(into, 1), ...into]).toEqual([3, 2, 2, 3, 0])
      await expect(reader.writeAt(Uint8Array.of(1), 0)).rejects.toMatchObject({ code: 'FILES_READ_ONLY' })
      await expect(reader.truncate(0)).rejects.toMatchObject({ code: 'FILES_READ_ONLY' })
      await file.writeAt(Uint8Array.of(8), 0)
      await file.flush()
      expect([await reader.readAt(into, 0), into[0]]).toEqual([3, 8])
    })

    it('refuses a closed file', async () => {
      const { files } = await create()
      const file = await files.open('f', { create: true })
      await file.close()
      for (const use of [
        () => file.size(),
        () => file.readAt(new Uint8Array(1), 0),
        () => file.writeAt(new Uint8Array(1), 0),
        () => file.flush(),
        () => file.truncate(0),
      ]) {
        await expect(use()).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_CLOSED' })
      }
    })

    it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses place %s of a file', async offset => {
      const { files } = await create()
      const file = keep(await files.open('f', { create: true }))
      for (const use of [
        () => file.readAt(new Uint8Array(1), offset),
        () => file.writeAt(new Uint8Array(1), offset),
        () => file.truncate(offset),
      ]) {
        await expect(use()).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_INVALID_RANGE' })
      }
    })

    it.each([
      ['ArrayBuffer', new ArrayBuffer(4), '; give a Uint8Array, such as new Uint8Array(x)'],
      ['String', 'hello', '; give a Uint8Array, such as new TextEncoder().encode(x)'],
      ['Float32Array', Float32Array.of(1), ', such as new Uint8Array(x.buffer, x.byteOffset, x.byteLength)'],
      ['Uint8ClampedArray', new Uint8ClampedArray(4), ', such as new Uint8Array(x.buffer, x.byteOffset, x.byteLength)'],
      ['DataView', new DataView(new ArrayBuffer(4)), ', such as new Uint8Array(x.buffer, x.byteOffset, x.byteLength)'],
      ['Array', [1, 2, 3], '; give a Uint8Array'],
      ['Object', { length: 4, byteLength: 4 }, '; give a Uint8Array'],
      ['Undefined', undefined, '; give a Uint8Array'],
      ['Null', null, '; give a Uint8Array'],
    ])('refuses bytes of type %s, and stays as it was', async (type, bad, cure) => {
      const { files, again } = await create()
      const file = keep(await files.open('f', { create: true }))
      await file.writeAt(Uint8Array.of(1, 2, 3), 0)
      await file.flush()
      const reader = keep(await again().open('f', { readOnly: true }))
      for (const [use, what] of [
        [() => file.writeAt(bad as never, 1), 'bytes'],
        [() => file.readAt(bad as never, 1), 'into'],
        [() => reader.readAt(bad as never, 1), 'into'],
      ] as const) {
        const refused = use()
        await expect(refused).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_INVALID_BYTES' })
        await expect(refused).rejects.toThrow(`${what} for file "f" is of type ${type};`)
        await expect(refused).rejects.toThrow(cure)
      }
      const into = new Uint8Array(4)
      expect([await file.size(), await file.readAt(into, 0), ...into]).toEqual([3, 3, 1, 2, 3, 0])
    })

    it.each([
      '\ud800',
      'ü'.repeat(67),
      '',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      'a/../b',
      'a\\b',
      'a\0',
      'f.lock~1',
      'x'.repeat(201),
    ])('refuses the name %j', async bad => {
      const { files } = await create()
      for (const use of [
        () => files.open(bad, { create: true }),
        () => files.remove(bad),
        () => files.blob(bad),
        () => files.lock(bad),
      ]) {
        await expect(use()).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_INVALID_NAME' })
      }
      expect(await files.list()).toEqual([])
    })

    it('lists by prefix, in order, with sizes', async () => {
      const { files } = await create()
      const before = Date.now()
      for (const [name, size] of Object.entries({ 'run/b': 2, a: 1, 'run/a': 3, 'ü 1': 0 })) {
        const file = await files.open(name, { create: true })
        await file.truncate(size)
        await file.close()
      }
      const found = await files.list()
      expect(found.map(({ name, size }) => [name, size])).toEqual([
        ['a', 1],
        ['run/a', 3],
        ['run/b', 2],
        ['ü 1', 0],
      ])
      expect((await files.list('run/')).map(({ name }) => name)).toEqual(['run/a', 'run/b'])
      for (const { modifiedMs } of found) expect(Math.abs((modifiedMs ?? 0) - before)).toBeLessThan(60_000)
    })

    it('removes, and says whether there was anything', async () => {
      const { files } = await create()
      await (await files.open('x/f', { create: true })).close()
      expect([await files.remove('x/f'), await files.remove('x/f'), await files.remove('y/z')]).toEqual([
        true,
        false,
        false,
      ])
      expect(await files.list()).toEqual([])
    })

    it('answers a blob of the type asked for', async () => {
      const { files } = await create()
      const file = await files.open('f', { create: true })
      await file.writeAt(Uint8Array.of(104, 105), 0)
      await file.close()
      const blob = await files.blob('f', 'text/plain')
      expect([blob.type, blob.size, await blob.text()]).toEqual(['text/plain', 2, 'hi'])
    })

    it('estimates at least what it holds', async () => {
      const { files } = await create()
      const before = await files.estimate()
      expect(before.quota).toBeGreaterThan(before.usage)
      expect(before.usage).toBeGreaterThanOrEqual(0)
    })

    it('holds what a plain array would hold, after any calls', async () => {
      const { files } = await create()
      let run = 0
      const call = fc.oneof(
        fc.record({ do: fc.constant('write' as const), at: fc.nat(300), bytes: fc.uint8Array({ maxLength: 200 }) }),
        fc.record({ do: fc.constant('read' as const), at: fc.nat(500), length: fc.nat(300) }),
        fc.record({ do: fc.constant('truncate' as const), at: fc.nat(400) }),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(call, { maxLength: 20 }), async calls => {
          const file = keep(await files.open(`property-${++run}`, { create: true }))
          let model: number[] = []
          const grow = (size: number) => {
            while (model.length < size) model.push(0)
          }
          for (const step of calls) {
            if (step.do === 'write') {
              await file.writeAt(step.bytes, step.at)
              if (step.bytes.length) grow(step.at + step.bytes.length)
              step.bytes.forEach((byte, i) => {
                model[step.at + i] = byte
              })
            } else if (step.do === 'truncate') {
              await file.truncate(step.at)
              grow(step.at)
              model = model.slice(0, step.at)
            } else {
              const into = new Uint8Array(step.length)
              const read = await file.readAt(into, step.at)
              expect([...into.subarray(0, read)]).toEqual(model.slice(step.at, step.at + step.length))
            }
            expect(await file.size()).toBe(model.length)
          }
          await file.close()
        }),
        { numRuns: 30 },
      )
    })

    describeLocks(create)
  })
}
