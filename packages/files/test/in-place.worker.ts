// A dedicated worker, in which files are used in place; the test asks from outside.
import { expose } from '@plimsoll/workers'
import type { FileLock, LockOptions, OpenOptions, RandomAccessFile } from '../src/index.browser.js'
import { hasSyncHandles, opfsFiles } from '../src/opfs.js'

const files = (directory: string) => opfsFiles({ directory })
const opened: RandomAccessFile[] = []
const file = (id: number) => opened[id] as RandomAccessFile
const locks = new Map<number, FileLock>()
const waiting = new Map<number, AbortController>()

const api = {
  open: async (directory: string, name: string, options: OpenOptions) =>
    opened.push(await files(directory).open(name, options)) - 1,
  size: (id: number) => file(id).size(),
  readAt: async (id: number, into: Uint8Array, offset: number): Promise<[filled: Uint8Array, count: number]> => {
    const count = await file(id).readAt(into, offset)
    return [into, count]
  },
  writeAt: (id: number, bytes: Uint8Array, offset: number) => file(id).writeAt(bytes, offset),
  flush: (id: number) => file(id).flush(),
  truncate: (id: number, size: number) => file(id).truncate(size),
  close: (id: number) => file(id).close(),
  inPlace: () => hasSyncHandles(),
  list: (directory: string, prefix: string | undefined) => files(directory).list(prefix),
  remove: (directory: string, name: string) => files(directory).remove(name),
  estimate: (directory: string) => files(directory).estimate(),
  blob: (directory: string, name: string, type: string | undefined) => files(directory).blob(name, type),
  async lock(id: number, directory: string, name: string, options: LockOptions): Promise<void> {
    const stop = new AbortController()
    waiting.set(id, stop)
    locks.set(id, await files(directory).lock(name, { ...options, signal: stop.signal }))
  },
  giveUp: (id: number) => waiting.get(id)?.abort(),
  release: async (id: number) => locks.get(id)?.release(),
}
export type InPlaceApi = typeof api
expose(api)
