import type { FileBackend, FilesError, RandomAccessFile } from '@plimsoll/files'
import { checkBackend } from '../options/check-options.js'
import { rangeOf, type ZarrRange, type ZarrReadable, type ZarrWritable } from './zarr-store.js'

/** A store whose keys are files. */
export interface ZarrFilesStore extends ZarrReadable, ZarrWritable {
  get(key: `/${string}`): Promise<Uint8Array | undefined>
  getRange(key: `/${string}`, range: ZarrRange): Promise<Uint8Array | undefined>
  /** Keeps a value, on the disk when it resolves; where that fails, there is none under the key. */
  set(key: `/${string}`, value: Uint8Array): Promise<void>
  /** Removes all of it, which is what an export asks for where something is there. */
  clear(): Promise<void>
}

/**
 * Zarr arrays as files of `@plimsoll/files`: in a folder of Node's file system, as every other reader of Zarr finds them, of
 * the origin private file system, in IndexedDB or in memory.
 *
 * @param directory - a folder below the backend's, such as `'heat.zarr'`; the backend's own where there is none
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `FRAMES_INVALID_OPTIONS` for what is no backend
 */
export function filesStore(backend: FileBackend, directory = ''): ZarrFilesStore {
  checkBackend(backend ?? null)
  const nameOf = (key: string) => (directory === '' ? key.slice(1) : `${directory}${key}`)

  async function read(key: string, range?: ZarrRange): Promise<Uint8Array | undefined> {
    let file: RandomAccessFile
    try {
      file = await backend.open(nameOf(key), { readOnly: true })
    } catch (error) {
      if ((error as FilesError).code === 'FILES_NOT_FOUND') return undefined
      throw error
    }
    try {
      const size = await file.size()
      const { from, to } = range ? rangeOf(range, size) : { from: 0, to: size }
      const bytes = new Uint8Array(to - from)
      const filled = await file.readAt(bytes, from)
      return bytes.subarray(0, filled)
    } finally {
      await file.close()
    }
  }

  return {
    get: key => read(key),
    getRange: read,
    async set(key, value) {
      const name = nameOf(key)
      const file = await backend.open(name, { create: true })
      try {
        await file.truncate(0)
        await file.writeAt(value, 0)
        // A system that could not write says so here, or nowhere.
        await file.flush()
        await file.close()
      } catch (error) {
        await file.close().catch(() => {})
        // Whoever found a half value would take it for one: a group's metadata say that all of it is there.
        await backend.remove(name).catch(() => {})
        throw error
      }
    },
    async clear() {
      for (const { name } of await backend.list(directory === '' ? '' : `${directory}/`)) await backend.remove(name)
    },
  }
}
