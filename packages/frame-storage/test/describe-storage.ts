import type { FileBackend } from '@plimsoll/files'
import { afterEach, describe, expect, it } from 'vitest'
import { auto, type Dtype, FrameStorage, type OpenFrameStorageOptions } from '../src/index.js'

/** The promises of a storage, wherever its engine runs. `create` answers an empty backend. */
export function describeStorage(name: string, create: () => Promise<FileBackend>): void {
  describe(`FrameStorage ${name}`, () => {
    const opened: { close(): Promise<void> }[] = []
    afterEach(async () => {
      for (const storage of opened.splice(0)) await storage.close()
    })
    const open = async <D extends Dtype = 'float32'>(options: Partial<OpenFrameStorageOptions<D>> = {}) => {
      const storage = await FrameStorage.open<D>({
        session: 'run',
        shape: [2, 2],
        backend: options.backend ?? (await create()),
        ...options,
      })
      opened.push(storage)
      return storage
    }
    const grid = (...values: number[]) => Float32Array.from(values)

    it('begins empty', async () => {
      const storage = await open({ meta: { model: 'heat' } })
      expect([storage.session, storage.shape, storage.dtype, storage.frameBytes]).toEqual([
        'run',
        [2, 2],
        'float32',
        16,
      ])
      expect([storage.meta, storage.name, storage.count, storage.missing()]).toEqual([
        { model: 'heat' },
        'frames of "run"',
        0,
        [],
      ])
      expect(storage.recovered).toEqual({ droppedBytes: 0, damagedRecords: 0 })
      expect(await storage.getFrame(0)).toBeUndefined()
      expect(storage.computeGlobalRange()).toEqual({
        min: Number.NaN,
        max: Number.NaN,
        mean: Number.NaN,
        cells: 0,
        nan: 0,
        infinite: 0,
      })
    })

    it('gives back what was stored, and has it after a reopening', async () => {
      const backend = await create()
      const storage = await open({ backend })
      await storage.storeFrame(1, grid(1, 2, 3, 4), 0.5)
      await storage.storeFrame(0, grid(0, Number.NaN, Number.POSITIVE_INFINITY, -2))
      const look = async (it: FrameStorage) => [
        await it.getFrame(0),
        await it.getFrame(1),
        await it.getFrame(2),
        it.computeGlobalRange(),
        it.count,
        it.has(1),
        it.has(2),
        it.missing({ to: 4 }),
      ]
      const seen = await look(storage)
      expect(seen).toEqual([
        { index: 0, t: 0, grid: grid(0, Number.NaN, Number.POSITIVE_INFINITY, -2) },
        { index: 1, t: 0.5, grid: grid(1, 2, 3, 4) },
        undefined,
        { min: -2, max: 4, mean: expect.closeTo(8 / 6, 12), cells: 8, nan: 1, infinite: 1 },
        2,
        true,
        false,
        [2, 3],
      ])
      await storage.close()
      const again = await open({ backend })
      expect(await look(again)).toEqual(seen)
    })

    it('copies a grid at once, so that it may be used again', async () => {
      const storage = await open()
      const values = grid(1, 2, 3, 4)
      const stored = [storage.storeFrame(0, values)]
      values.fill(9)
      stored.push(storage.storeFrame(1, values))
      await Promise.all(stored)
      expect((await storage.getFrame(0))?.grid).toEqual(grid(1, 2, 3, 4))
      expect((await storage.getFrame(1))?.grid).toEqual(grid(9, 9, 9, 9))
      expect(values).toEqual(grid(9, 9, 9, 9))
    })

    it('takes a grid away when told to', async () => {
      const storage = await open()
      const values = grid(1, 2, 3, 4)
      await storage.storeFrame(0, values, 0, { transfer: true })
      expect(values.length).toBe(0)
      expect((await storage.getFrame(0))?.grid).toEqual(grid(1, 2, 3, 4))
      await expect(storage.storeFrame(0, values)).rejects.toThrow(
        'grid of frame 0 is empty or was transferred away; give a Float32Array of 4 cells (shape [2, 2])',
      )
    })

    it('copies a grid that is part of a larger buffer, or shared, though it was to be taken away', async () => {
      const storage = await open()
      const whole = new Float32Array(8).fill(5)
      const shared = new Float32Array(new SharedArrayBuffer(16)).fill(6)
      for (const [index, part] of [whole.subarray(0, 4), whole.subarray(4), shared].entries()) {
        await storage.storeFrame(index, part, index, { transfer: true })
        expect([part.length, whole.length]).toEqual([4, 8])
      }
      expect((await storage.getFrame(1))?.grid).toEqual(grid(5, 5, 5, 5))
      expect((await storage.getFrame(2))?.grid).toEqual(grid(6, 6, 6, 6))
    })

    it('lets the last frame of an index stand, also where it held an extreme', async () => {
      const storage = await open()
      await storage.storeFrame(0, grid(-100, 0, 0, 100))
      await storage.storeFrame(1, grid(1, 1, 1, 1))
      await storage.storeFrame(0, grid(2, 2, 2, 2), 7)
      expect(await storage.getFrame(0)).toEqual({ index: 0, t: 7, grid: grid(2, 2, 2, 2) })
      expect(storage.computeGlobalRange()).toEqual({ min: 1, max: 2, mean: 1.5, cells: 8, nan: 0, infinite: 0 })
      expect(storage.count).toBe(2)
    })

    it('fills the grid it is given', async () => {
      const storage = await open()
      await storage.storeFrame(0, grid(1, 2, 3, 4))
      const room = new Float32Array(8)
      const into = room.subarray(2, 6)
      const frame = await storage.getFrame(0, { into })
      expect(frame?.grid).toBe(into)
      expect([...room]).toEqual([0, 0, 1, 2, 3, 4, 0, 0])
    })

    it('hands all frames out in order, missing ones left out', async () => {
      const storage = await open()
      for (const index of [5, 0, 3, 9]) await storage.storeFrame(index, grid(index, 0, 0, 0))
      const indices = async (options?: Parameters<typeof storage.getAllFrames>[0]) => {
        const found: number[] = []
        for await (const frame of storage.getAllFrames(options)) {
          expect(frame.grid[0]).toBe(frame.index)
          found.push(frame.index)
        }
        return found
      }
      expect(await indices()).toEqual([0, 3, 5, 9])
      expect(await indices({ from: 1, to: 9 })).toEqual([3, 5])
      expect(await indices({ prefetch: 0 })).toEqual([0, 3, 5, 9])
      expect(await indices({ prefetch: 10, to: 100 })).toEqual([0, 3, 5, 9])
    })

    it('holds no frame when an iteration was left', async () => {
      const storage = await open()
      for (let index = 0; index < 5; index++) await storage.storeFrame(index, grid(index, 0, 0, 0))
      storage.reclaim(1000)
      const before = storage.memoryUsage()
      for await (const frame of storage.getAllFrames({ prefetch: 2 })) {
        expect(storage.memoryUsage().externalBytes - before.externalBytes).toBe(2 * storage.frameBytes)
        if (frame.index === 1) break
      }
      expect(storage.memoryUsage()).toEqual(before)
    })

    it('counts the frames on their way', async () => {
      const storage = await open({ shape: [100, 100] })
      await storage.storeFrame(0, new Float32Array(10_000))
      storage.reclaim(Number.POSITIVE_INFINITY)
      const before = storage.memoryUsage().externalBytes
      expect(before).toBeLessThan(storage.frameBytes)
      const stored = [1, 2, 3].map(index => storage.storeFrame(index, new Float32Array(10_000)))
      expect(storage.memoryUsage().externalBytes - before).toBe(3 * storage.frameBytes)
      await Promise.all(stored)
      const held = storage.memoryUsage().externalBytes - before
      expect(held).toBeLessThanOrEqual(storage.frameBytes)
      expect(storage.reclaim(1)).toBe(held)
      expect(storage.memoryUsage()).toEqual({ heapBytes: 0, externalBytes: before, entries: 4 })
    })

    it('refuses at the door what does not fit', async () => {
      const storage = await open()
      const fits = grid(1, 2, 3, 4)
      const refusals: [Promise<unknown>, string, string][] = [
        [storage.storeFrame(-1, fits), 'FRAMES_INVALID_INDEX', 'frame index -1'],
        [storage.storeFrame(0.5, fits), 'FRAMES_INVALID_INDEX', 'frame index 0.5'],
        [storage.storeFrame(2 ** 24, fits), 'FRAMES_INVALID_INDEX', 'frame index 16777216'],
        [storage.getFrame('0' as never), 'FRAMES_INVALID_INDEX', 'frame index "0"; use whole numbers'],
        [storage.storeFrame('7' as never, fits), 'FRAMES_INVALID_INDEX', 'frame index "7"; use whole numbers'],
        [storage.storeFrame(0, fits, '1' as never), 'FRAMES_INVALID_TIME', 't "1" of a frame'],
        [storage.storeFrame(0, fits, Number.NaN), 'FRAMES_INVALID_TIME', 't NaN'],
        [storage.storeFrame(0, grid(1, 2)), 'FRAMES_INVALID_GRID', 'has 2 cells; give a Float32Array of 4 cells'],
        [storage.storeFrame(0, new Float64Array(4) as never), 'FRAMES_INVALID_GRID', 'is of type Float64Array'],
        [storage.storeFrame(0, [1, 2, 3, 4] as never), 'FRAMES_INVALID_GRID', 'is of type array'],
        [storage.getFrame(-1), 'FRAMES_INVALID_INDEX', 'frame index -1'],
        [storage.getFrame(0, { into: grid(1) }), 'FRAMES_INVALID_GRID', 'into for frame 0 has 1 cells'],
        [storage.getAllFrames({ from: -1 }).next(), 'FRAMES_INVALID_RANGE', 'from -1'],
        [storage.getAllFrames({ to: '5' as never }).next(), 'FRAMES_INVALID_RANGE', 'to "5"'],
        [storage.getAllFrames({ prefetch: 0.5 }).next(), 'FRAMES_INVALID_RANGE', 'prefetch 0.5'],
      ]
      for (const [refused, code, text] of refusals) {
        await expect(refused).rejects.toMatchObject({
          name: 'FrameStorageError',
          code,
          message: expect.stringContaining(text),
        })
      }
      expect(() => storage.missing({ to: -1 })).toThrow(expect.objectContaining({ code: 'FRAMES_INVALID_RANGE' }))
      expect([storage.count, storage.memoryUsage().entries]).toEqual([0, 0])
    })

    it('refuses options that say nothing', async () => {
      const backend = await create()
      const refusals: [Partial<OpenFrameStorageOptions<Dtype>>, string][] = [
        [{ session: '' }, 'is empty'],
        [{ session: '\ud800' }, 'half a character'],
        [{ session: 'x'.repeat(181) }, 'too long'],
        [{ shape: [] }, 'shape []'],
        [{ shape: [2, 0] }, 'shape [2, 0]'],
        [{ shape: [2 ** 16, 2 ** 16] }, '17179869184 bytes a frame'],
        [{ dtype: 'float16' as Dtype }, 'dtype "float16"'],
        [{ meta: 1n as never }, 'meta cannot be written as JSON'],
        [{ lockTimeoutMs: -1 }, 'lockTimeoutMs -1'],
        [{ lockTimeoutMs: '5' as never }, 'lockTimeoutMs "5"'],
        [{ dtyp: 'float64' } as never, 'no option "dtyp" of FrameStorage.open; use session, shape, dtype, '],
        [
          { backend: './frames' as never },
          'backend "./frames"; give a value of @plimsoll/files, such as platformFiles(',
        ],
        [{ backend: null as never }, 'backend null;'],
        [{ shape: [1n] as never }, 'shape [1]'],
        [{ name: 5 as never }, 'name 5; use a text'],
        [{ worker: './worker.js' as never }, 'worker "./worker.js"; give a function'],
        [{ codec: auto as never }, 'codec '],
        [{ backend: { open() {} } as never }, 'backend { open };'],
      ]
      for (const [options, text] of refusals) {
        await expect(open({ backend, ...options } as never)).rejects.toMatchObject({
          code: 'FRAMES_INVALID_OPTIONS',
          message: expect.stringContaining(text),
        })
      }
      expect(await FrameStorage.sessions({ backend })).toEqual([])
    })

    it.each([undefined, null, 'run', 7])('refuses to open %j, and says what to give', async given => {
      await expect(FrameStorage.open(given as never)).rejects.toMatchObject({
        name: 'FrameStorageError',
        code: 'FRAMES_INVALID_OPTIONS',
        message: expect.stringMatching(/^FrameStorage\.open was given .*; give it \{ session: 'heat', shape: \[/),
      })
    })

    it('lists and deletes nothing of what is no backend', async () => {
      const backend = './frames' as never
      for (const refused of [FrameStorage.sessions({ backend }), FrameStorage.delete('run', { backend })]) {
        await expect(refused).rejects.toMatchObject({ code: 'FRAMES_INVALID_OPTIONS' })
      }
    })

    it('refuses a session of another shape or type, and leaves it as it is', async () => {
      const backend = await create()
      const storage = await open({ backend })
      await storage.storeFrame(0, grid(1, 2, 3, 4))
      await storage.close()
      for (const other of [{ shape: [4] }, { dtype: 'float64' as const }]) {
        await expect(open({ backend, ...other } as never)).rejects.toMatchObject({ code: 'FRAMES_SESSION_MISMATCH' })
      }
      expect((await (await open({ backend })).getFrame(0))?.grid).toEqual(grid(1, 2, 3, 4))
    })

    it('gives a session to one at a time', async () => {
      const backend = await create()
      const storage = await open({ backend })
      await expect(open({ backend, lockTimeoutMs: 0 })).rejects.toMatchObject({
        name: 'FrameStorageError',
        code: 'FRAMES_SESSION_LOCKED',
      })
      await expect(FrameStorage.delete('run', { backend, lockTimeoutMs: 0 })).rejects.toMatchObject({
        code: 'FRAMES_SESSION_LOCKED',
      })
      const waiting = open({ backend })
      await storage.storeFrame(0, grid(1, 2, 3, 4))
      await storage.close()
      expect((await waiting).count).toBe(1)
    })

    it('waits for what is being stored when it is closed, then refuses', async () => {
      const backend = await create()
      const storage = await open({ backend })
      for (const index of [0, 1]) await storage.storeFrame(index, grid(index, 0, 0, 0))
      const stored = [0, 1, 2].map(index => storage.storeFrame(index, grid(index, 0, 0, 0)))
      const iterating = storage.getAllFrames({ to: 3, prefetch: 0 })
      expect((await iterating.next()).value?.index).toBe(0)
      await storage.close()
      await storage.close()
      await Promise.all(stored)
      expect(storage.memoryUsage()).toEqual({ heapBytes: 0, externalBytes: 0, entries: 0 })
      expect([storage.reclaim(1), storage.count, storage.computeGlobalRange().max]).toEqual([0, 3, 2])
      for (const use of [() => storage.has(0), () => storage.missing(), () => storage.missing({ to: 9 })]) {
        expect(use).toThrow(expect.objectContaining({ code: 'FRAMES_CLOSED' }))
      }
      for (const use of [
        () => storage.storeFrame(0, grid(1, 2, 3, 4)),
        () => storage.getFrame(0),
        () => storage.flush(),
        () => storage.getAllFrames().next(),
        () => iterating.next(),
      ]) {
        await expect(use()).rejects.toMatchObject({ code: 'FRAMES_CLOSED' })
      }
      expect((await open({ backend })).count).toBe(3)
    })

    it('lists sessions, open ones too, and deletes them', async () => {
      const backend = await create()
      const storage = await open({ backend, session: 'run/1 *~ü', meta: [1, null] })
      await storage.storeFrame(0, grid(1, 2, 3, 4))
      await storage.flush()
      const [info] = await FrameStorage.sessions({ backend })
      expect(info).toMatchObject({
        session: 'run/1 *~ü',
        shape: [2, 2],
        dtype: 'float32',
        meta: [1, null],
        records: 1,
        bytes: 4096 + 16 + 16 + 72,
      })
      await storage.close()
      expect(await FrameStorage.delete('run/1 *~ü', { backend })).toBe(true)
      expect(await FrameStorage.delete('run/1 *~ü', { backend })).toBe(false)
      expect(await FrameStorage.sessions({ backend })).toEqual([])
    })
  })
}
