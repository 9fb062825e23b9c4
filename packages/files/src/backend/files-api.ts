import { transfer } from '@plimsoll/workers'
import { closed } from '../errors.js'
import type { OpenOptions } from '../file-backend.js'
import { checkOffset, type RandomAccessFile } from '../random-access-file.js'

/** How a worker opens a file. */
export type OpenInPlace = (directory: string, name: string, options: OpenOptions) => Promise<RandomAccessFile>

/** What the worker of this package can be asked for. */
export type FilesApi = ReturnType<typeof filesApi>

/**
 * The functions of the worker: files by ids that no two workers share, so that a file which a former worker had open is never
 * taken for one of this. `name` stands in messages about such a file.
 */
export function filesApi(openInPlace: OpenInPlace) {
  const files = new Map<string, RandomAccessFile>()
  const file = (id: string, name: string): RandomAccessFile => {
    const found = files.get(id)
    if (!found) throw closed(name)
    return found
  }
  return {
    async open(directory: string, name: string, options: OpenOptions): Promise<string> {
      const opened = await openInPlace(directory, name, options)
      const id = crypto.randomUUID()
      files.set(id, opened)
      return id
    },
    async size(id: string, name: string): Promise<number> {
      return file(id, name).size()
    },
    async readAt(id: string, name: string, length: number, offset: number): Promise<Uint8Array> {
      checkOffset(name, 'offset', offset)
      const bytes = new Uint8Array(length)
      const read = bytes.subarray(0, await file(id, name).readAt(bytes, offset))
      return transfer(read, [bytes.buffer])
    },
    async writeAt(id: string, name: string, bytes: Uint8Array, offset: number): Promise<void> {
      await file(id, name).writeAt(bytes, offset)
    },
    // The page waits for the answer before it touches what is shared.
    async readShared(
      id: string,
      name: string,
      buffer: SharedArrayBuffer,
      length: number,
      offset: number,
    ): Promise<number> {
      return file(id, name).readAt(new Uint8Array(buffer, 0, length), offset)
    },
    async writeShared(
      id: string,
      name: string,
      buffer: SharedArrayBuffer,
      length: number,
      offset: number,
    ): Promise<void> {
      await file(id, name).writeAt(new Uint8Array(buffer, 0, length), offset)
    },
    async flush(id: string, name: string): Promise<void> {
      await file(id, name).flush()
    },
    async truncate(id: string, name: string, size: number): Promise<void> {
      await file(id, name).truncate(size)
    },
    async close(id: string): Promise<void> {
      const found = files.get(id)
      files.delete(id)
      await found?.close()
    },
  }
}
