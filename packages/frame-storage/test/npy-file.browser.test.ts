import { opfsFiles } from '@plimsoll/files/opfs'
import { expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { exportNpy, importNpy, readNpy } from '../src/npy/index.js'
import { npyFile, npyHeader } from './npy-files.js'

/** A dropped file that counts what is taken of it at a time. */
class WatchedFile extends File {
  largest = 0
  whole = 0

  override slice(start = 0, end = this.size, type?: string): Blob {
    this.largest = Math.max(this.largest, end - start)
    return super.slice(start, end, type)
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    this.whole++
    return super.arrayBuffer()
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    this.whole++
    return super.stream()
  }
}

it('makes frames of a File of 100 MB without ever loading it, and a File of the frames', async () => {
  const frames = 100
  const parts: BlobPart[] = [npyFile(npyHeader('<f4', [frames, 512, 512]))]
  for (let index = 0; index < frames; index++) parts.push(new Float32Array(512 * 512).fill(index))
  const file = new WatchedFile(parts, 'heat.npy')
  expect(file.size).toBeGreaterThan(100_000_000)

  const backend = opfsFiles({ directory: 'npy' })
  const storage = await importNpy(file, { session: 'dropped', backend })
  expect(file.largest).toBeLessThanOrEqual(2 ** 22)
  expect(file.whole).toBe(0)
  expect(storage.count).toBe(frames)
  expect(storage.computeGlobalRange()).toMatchObject({ min: 0, max: 99, mean: 49.5 })

  const exported = await exportNpy(storage, { backend })
  expect(exported.frames).toBe(frames)
  const npy = await readNpy(exported.file)
  let index = 0
  for await (const { grid } of npy.slabs()) expect(grid[index]).toBe(index++)
  expect(index).toBe(frames)

  await storage.close()
  await FrameStorage.delete('dropped', { backend })
  await backend.remove('frames.npy')
})
