import { crc32 } from '@plimsoll/files'
import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { faulty } from './faulty-files.js'

const shape = [4, 4]
const grid = (value: number) => new Float32Array(16).fill(value)
// Values, the sample of all of them, and the footer.
const valueBytes = 64
const footerBytes = 72
const recordBytes = valueBytes + 64 + footerBytes
const pageBytes = 4096

/** A session of frames 0, 1, 2, closed; its file can be changed. */
async function stored() {
  const backend = memoryFiles()
  const storage = await FrameStorage.open({ session: 'run', shape, backend })
  for (const index of [0, 1, 2]) await storage.storeFrame(index, grid(index), index / 2)
  await storage.close()
  const file = await backend.open('run.frames')
  const open = () => FrameStorage.open({ session: 'run', shape, backend })
  const flip = async (offset: number) => {
    const byte = new Uint8Array(1)
    await file.readAt(byte, offset)
    byte[0] = (byte[0] as number) ^ 1
    await file.writeAt(byte, offset)
  }
  return { backend, file, open, flip }
}

async function valuesOf(storage: FrameStorage): Promise<(number | undefined)[]> {
  const values: (number | undefined)[] = []
  for await (const { grid } of storage.getAllFrames()) values.push(grid[0])
  return values
}

describe('a session on a disk that fills up', () => {
  it('keeps its frames, whichever byte is the last that fits, and goes on when there is room', async () => {
    for (let roomBytes = 0; roomBytes < recordBytes; roomBytes++) {
      const { files, faults } = faulty(memoryFiles())
      const storage = await FrameStorage.open({ session: 'run', shape, backend: files })
      await storage.storeFrame(0, grid(5))
      faults.roomBytes = roomBytes
      await expect(storage.storeFrame(1, grid(6))).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_FULL' })
      await expect(storage.storeFrame(0, grid(7))).rejects.toMatchObject({ code: 'FILES_FULL' })
      expect([storage.count, storage.has(1), storage.computeGlobalRange().max]).toEqual([1, false, 5])
      expect(await valuesOf(storage)).toEqual([5])
      faults.roomBytes = Number.POSITIVE_INFINITY
      await storage.storeFrame(2, grid(8))
      await storage.close()
      const again = await FrameStorage.open({ session: 'run', shape, backend: files })
      expect(await valuesOf(again)).toEqual([5, 8])
      expect(again.recovered).toEqual({ droppedBytes: 0, damagedRecords: 0 })
      await again.close()
    }
  })

  it('can be made again when there was no room for its first page', async () => {
    const { files, faults } = faulty(memoryFiles())
    faults.roomBytes = 100
    const open = () => FrameStorage.open({ session: 'run', shape, backend: files })
    await expect(open()).rejects.toMatchObject({ code: 'FILES_FULL' })
    faults.roomBytes = Number.POSITIVE_INFINITY
    const storage = await open()
    await storage.storeFrame(0, grid(1))
    expect(await valuesOf(storage)).toEqual([1])
    await storage.close()
  })
})

describe('a session whose file cannot be closed', () => {
  const flushing = new Error('the flush failed')
  const closing = new Error('the close failed')
  const releasing = new Error('the release failed')

  it('is given free all the same, and says what failed first', async () => {
    for (const thrown of [{ flushing, closing, releasing }, { closing, releasing }, { closing }, { releasing }]) {
      const memory = memoryFiles()
      const { files, faults } = faulty(memory)
      const storage = await FrameStorage.open({ session: 'run', shape, backend: files })
      Object.assign(faults, thrown)
      await expect(storage.close()).rejects.toBe(Object.values(thrown)[0])
      const again = await FrameStorage.open({ session: 'run', shape, backend: memory, lockTimeoutMs: 0 })
      await again.close()
    }
  })

  it('is given free where it cannot be opened either, and says why it cannot', async () => {
    const { backend } = await stored()
    const { files, faults } = faulty(backend)
    Object.assign(faults, { closing, releasing })
    const refused = FrameStorage.open({ session: 'run', shape: [1], backend: files })
    await expect(refused).rejects.toMatchObject({ code: 'FRAMES_SESSION_MISMATCH' })
    await (await FrameStorage.open({ session: 'run', shape, backend, lockTimeoutMs: 0 })).close()
  })
})

describe('a session that was torn', () => {
  it('has all whole frames, and says what it dropped, wherever it was cut', async () => {
    for (let cut = 0; cut <= 3 * recordBytes; cut += 7) {
      const { file, open } = await stored()
      await file.truncate(pageBytes + cut)
      const whole = Math.floor(cut / recordBytes)
      const storage = await open()
      expect(await valuesOf(storage)).toEqual([0, 1, 2].slice(0, whole))
      expect(storage.recovered).toEqual({ droppedBytes: cut - whole * recordBytes, damagedRecords: 0 })
      await storage.storeFrame(7, grid(7))
      await storage.close()
      const again = await open()
      expect(await valuesOf(again)).toEqual([...[0, 1, 2].slice(0, whole), 7])
      expect(again.recovered).toEqual({ droppedBytes: 0, damagedRecords: 0 })
      await again.close()
    }
  })

  it('drops a last frame whose values did not all arrive, and the earlier one of that index stands again', async () => {
    const { backend, open } = await stored()
    const storage = await open()
    await storage.storeFrame(1, grid(9))
    await storage.close()
    const file = await backend.open('run.frames')
    await file.writeAt(new Uint8Array(30), pageBytes + 3 * recordBytes + 30)
    const again = await open()
    expect(await valuesOf(again)).toEqual([0, 1, 2])
    expect(again.recovered).toEqual({ droppedBytes: recordBytes, damagedRecords: 0 })
    expect(again.computeGlobalRange()).toMatchObject({ min: 0, max: 2 })
    await again.close()
  })
})

describe('a session that was damaged', () => {
  it('names the frame that is not what was stored, and reads the others', async () => {
    const { open, flip } = await stored()
    await flip(pageBytes + recordBytes + 10)
    const storage = await open()
    await expect(storage.getFrame(1)).rejects.toMatchObject({
      name: 'FrameStorageError',
      code: 'FRAMES_DAMAGED',
      message: expect.stringContaining('frame 1 of session "run"'),
    })
    expect((await storage.getFrame(0))?.grid[0]).toBe(0)
    expect((await storage.getFrame(2))?.grid[0]).toBe(2)
    await storage.storeFrame(1, grid(4))
    expect(await valuesOf(storage)).toEqual([0, 4, 2])
    await storage.close()
  })

  it('misses a frame from when it was found damaged, and takes it again', async () => {
    const { open, flip } = await stored()
    await flip(pageBytes + recordBytes + 10)
    const storage = await open()
    expect([storage.has(1), storage.missing({ to: 4 }), storage.count]).toEqual([true, [3], 3])
    await expect(valuesOf(storage)).rejects.toMatchObject({
      code: 'FRAMES_DAMAGED',
      message: expect.stringContaining('frame 1 of session "run"'),
    })
    const missing = () => [storage.has(1), storage.missing({ to: 4 }), storage.count]
    expect(missing()).toEqual([false, [1, 3], 2])
    expect(storage.computeGlobalRange()).toEqual({ min: 0, max: 2, mean: 1, cells: 32, nan: 0, infinite: 0 })
    expect(await storage.getFrame(1)).toBeUndefined()
    expect(await valuesOf(storage)).toEqual([0, 2])
    await storage.storeFrame(1, grid(4))
    expect(missing()).toEqual([true, [3], 3])
    expect(await valuesOf(storage)).toEqual([0, 4, 2])
    expect(storage.computeGlobalRange()).toMatchObject({ max: 4, mean: 2 })
    await storage.close()
    const again = await open()
    expect(await valuesOf(again)).toEqual([0, 4, 2])
    expect(again.recovered).toEqual({ droppedBytes: 0, damagedRecords: 1 })
    await again.close()
  })

  it('misses it after a reopening too, though an older frame of that index lies further back', async () => {
    for (const later of [[3], []]) {
      const { open, flip } = await stored()
      const storage = await open()
      for (const index of [1, ...later]) await storage.storeFrame(index, grid(10 + index))
      await storage.close()
      const second = await open()
      // The last record was looked at when it was opened.
      await flip(pageBytes + 3 * recordBytes)
      await expect(second.getFrame(1)).rejects.toMatchObject({ code: 'FRAMES_DAMAGED' })
      await second.close()
      const third = await open()
      expect([third.missing({ to: 3 }), third.recovered]).toEqual([[1], { droppedBytes: 0, damagedRecords: 1 }])
      expect(await valuesOf(third)).toEqual([0, 2, ...later.map(index => 10 + index)])
      await third.storeFrame(1, grid(7))
      await third.close()
      const fourth = await open()
      expect(await valuesOf(fourth)).toEqual([0, 7, 2, ...later.map(index => 10 + index)])
      await fourth.close()
    }
  })

  it('finds a damaged frame again where the disk took no note of it', async () => {
    const { backend, flip } = await stored()
    await flip(pageBytes)
    const { files, faults } = faulty(backend)
    const open = () => FrameStorage.open({ session: 'run', shape, backend: files })
    faults.roomBytes = 0
    for (let turn = 0; turn < 2; turn++) {
      const storage = await open()
      await expect(storage.getFrame(0)).rejects.toMatchObject({ code: 'FRAMES_DAMAGED' })
      expect([await storage.getFrame(0), storage.missing()]).toEqual([undefined, [0]])
      await storage.close()
    }
  })

  it('misses the highest frame, and any number of them, as if they had never been', async () => {
    const { open, flip } = await stored()
    const storage = await open()
    for (const place of [0, 1, 2]) await flip(pageBytes + place * recordBytes)
    for (const index of [1, 0]) await expect(storage.getFrame(index)).rejects.toMatchObject({ code: 'FRAMES_DAMAGED' })
    expect([storage.count, storage.missing(), storage.computeGlobalRange().mean]).toEqual([1, [0, 1], 2])
    await expect(storage.getFrame(2)).rejects.toMatchObject({ code: 'FRAMES_DAMAGED' })
    expect([storage.count, storage.missing(), storage.computeGlobalRange().cells]).toEqual([0, [], 0])
    expect(await valuesOf(storage)).toEqual([])
    await storage.close()
  })

  it('hands out the frame that was stored while the damaged one was read', async () => {
    const { backend, flip } = await stored()
    const { files, faults } = faulty(backend)
    const storage = await FrameStorage.open({ session: 'run', shape, backend: files })
    await flip(pageBytes)
    let goOn = () => {}
    faults.beforeRead = new Promise(resolve => {
      goOn = resolve
    })
    const reading = storage.getFrame(0)
    await storage.storeFrame(0, grid(8), 5)
    goOn()
    expect(await reading).toEqual({ index: 0, t: 5, grid: grid(8) })
    expect(storage.missing()).toEqual([])
    await storage.close()
  })

  it('misses the frame of which the footer cannot be read, whichever byte of it', async () => {
    for (let byte = valueBytes; byte < recordBytes; byte++) {
      const { open, flip } = await stored()
      await flip(pageBytes + recordBytes + byte)
      const storage = await open()
      expect([await valuesOf(storage), storage.missing()]).toEqual([[0, 2], [1]])
      expect(storage.recovered).toEqual({ droppedBytes: 0, damagedRecords: 1 })
      await storage.close()
    }
  })

  it('misses a frame of which the footer names an index that no frame can have', async () => {
    for (const index of [2 ** 24, 4_000_000_000]) {
      const { file, open } = await stored()
      const tail = new Uint8Array(recordBytes - valueBytes)
      const tailOffset = pageBytes + recordBytes + valueBytes
      await file.readAt(tail, tailOffset)
      const place = new DataView(new ArrayBuffer(8))
      place.setFloat64(0, tailOffset + tail.length - footerBytes, true)
      const footer = new DataView(tail.buffer, tail.length - footerBytes)
      footer.setUint32(8, index, true)
      footer.setUint32(68, crc32(tail.subarray(0, -4), crc32(new Uint8Array(place.buffer))), true)
      await file.writeAt(tail, tailOffset)
      const storage = await open()
      expect([await valuesOf(storage), storage.missing()]).toEqual([[0, 2], [1]])
      expect(storage.recovered).toEqual({ droppedBytes: 0, damagedRecords: 1 })
      await storage.close()
    }
  })

  it('refuses to open a session whose first page cannot be read, and touches nothing', async () => {
    const { backend, open, flip } = await stored()
    const [before] = await backend.list()
    await flip(30)
    await expect(open()).rejects.toMatchObject({
      code: 'FRAMES_DAMAGED',
      message: expect.stringContaining('first page'),
    })
    expect((await backend.list())[0]?.size).toBe(before?.size)
    expect(await FrameStorage.sessions({ backend })).toEqual([])
    expect(await FrameStorage.delete('run', { backend })).toBe(true)
  })
})
