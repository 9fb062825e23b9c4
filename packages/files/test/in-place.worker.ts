// A dedicated worker, in which files are used in place; the test asks from outside.
import { expose } from '@plimsoll/workers'
import { filesApi } from '../src/backend/files-api.js'
import type { FileLock, LockOptions } from '../src/index.browser.js'
import { hasSyncHandles, opfsFiles } from '../src/opfs.js'

const files = (directory: string) => opfsFiles({ directory })
const locks = new Map<number, FileLock>()
const waiting = new Map<number, AbortController>()

const api = {
  ...filesApi((directory, name, options) => files(directory).open(name, options)),
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
