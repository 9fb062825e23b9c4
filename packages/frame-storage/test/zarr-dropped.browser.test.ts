import { opfsFiles } from '@plimsoll/files/opfs'
import { expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'
import { blobStore, exportZarr, filesStore, importZarr } from '../src/zarr/index.js'

it('writes a folder of the origin private file system, and reads it when it is dropped', async () => {
  const backend = opfsFiles({ directory: 'zarr' })
  const storage = await FrameStorage.open({ session: 'to drop', shape: [20, 30], backend })
  for (const index of [0, 1, 3]) await storage.storeFrame(index, new Float32Array(600).fill(index), index / 2)
  await exportZarr(storage, filesStore(backend, 'heat.zarr'), { compression: 'gzip' })

  const files = new Map<string, Blob>()
  for (const { name } of await backend.list('heat.zarr/')) files.set(name, await backend.blob(name))
  const copy = await importZarr(blobStore(files), { session: 'dropped', backend })
  expect(copy.missing()).toEqual([2])
  expect(await copy.getFrame(3)).toEqual(await storage.getFrame(3))

  await Promise.all([storage.close(), copy.close()])
  await filesStore(backend, 'heat.zarr').clear()
  for (const session of ['to drop', 'dropped']) await FrameStorage.delete(session, { backend })
  expect(await backend.list('heat.zarr')).toEqual([])
})
