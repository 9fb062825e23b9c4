import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '@plimsoll/files/node'
import { afterAll, describe, expect, it } from 'vitest'
import * as zarrita from 'zarrita'
import { exportZarr, filesStore, importZarr } from '../src/zarr/index.js'

const room = mkdtempSync(join(tmpdir(), 'plimsoll-zarr-'))
afterAll(() => rmSync(room, { recursive: true, force: true }))

const frames = 100
const cells = 512 * 512

describe('a long session as a folder', () => {
  it('is written with two frames in memory, and read again with a few', async () => {
    let read = 0
    let done = 0
    let most = 0
    const storage = {
      shape: [512, 512],
      dtype: 'float32' as const,
      count: frames,
      missing: () => [],
      async getFrame(index: number) {
        most = Math.max(most, ++read - done)
        return { index, t: index * 2, grid: new Float32Array(cells).fill(index) }
      },
    }
    const files = filesStore(nodeFiles({ directory: room }), 'long.zarr')
    await exportZarr(storage, files, {
      onProgress: progress => {
        done = progress.frames
      },
    })
    expect(most).toBe(2)

    let fetched = 0
    let held = 0
    const counting = {
      get(key: `/${string}`) {
        if (key.startsWith('/frames/c/')) fetched++
        return files.get(key)
      },
    }
    const copy = await importZarr(counting, {
      session: 'long',
      backend: nodeFiles({ directory: join(room, 'sessions') }),
      onProgress: progress => {
        held = Math.max(held, fetched - (progress.frames - 1))
      },
    })
    expect(held).toBeLessThanOrEqual(4)
    expect(copy.computeGlobalRange()).toMatchObject({ min: 0, max: 99, mean: 49.5 })
    expect((await copy.getFrame(7))?.t).toBe(14)
    await copy.close()
  })

  it('keeps the times of more frames than one chunk holds', async () => {
    const storage = {
      shape: [1],
      dtype: 'uint8' as const,
      count: 65_537,
      missing: () => [],
      getFrame: async (index: number) => ({ index, t: index / 2, grid: Uint8Array.of(index % 256) }),
    }
    const store = new Map<string, Uint8Array>()
    await exportZarr(storage, store)
    expect([...store.keys()].filter(key => key.startsWith('/t/'))).toEqual(['/t/c/0', '/t/c/1', '/t/zarr.json'])
    const times = await zarrita.open(zarrita.root(store).resolve('t'), { kind: 'array' })
    const { data } = await zarrita.get(times, [zarrita.slice(65_534, null)])
    expect(data).toEqual(Float64Array.of(32_767, 32_767.5, 32_768))
  })
})
