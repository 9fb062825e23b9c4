import { startWorker } from '@plimsoll/workers'
import { afterAll, expect, it } from 'vitest'
import { type FileBackend, type FileLock, FilesError, type RandomAccessFile } from '../src/index.browser.js'
import { describeBackend } from './describe-backend.js'
import { describeCrashes } from './describe-crashes.js'
import type { InPlaceApi } from './in-place.worker.js'

const start = () => new Worker(new URL('./in-place.worker.ts', import.meta.url), { type: 'module' })
const worker = startWorker<InPlaceApi>(start, { errors: [FilesError] })
const prefix = `in-place-test-${crypto.randomUUID()}`
let rooms = 0
let locks = 0

afterAll(async () => {
  await worker.terminate()
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(prefix, { recursive: true }).catch(() => {})
})

/** The backend that the worker uses, asked from here. */
function backendOf(directory: string): FileBackend {
  return {
    kind: 'opfs',
    directory,
    open: async (name, options = {}) => fileOf(name, await worker.call('open', [directory, name, options])),
    list: listed => worker.call('list', [directory, listed]),
    remove: name => worker.call('remove', [directory, name]),
    estimate: () => worker.call('estimate', [directory]),
    blob: (name, type) => worker.call('blob', [directory, name, type]),
    async lock(name, { signal, ...options } = {}) {
      const id = ++locks
      const giveUp = () => void worker.call('giveUp', [id])
      signal?.throwIfAborted()
      signal?.addEventListener('abort', giveUp)
      await worker.call('lock', [id, directory, name, options], signal ? { signal } : {})
      const release = async () => worker.call('release', [id])
      return { name, release, [Symbol.asyncDispose]: release } satisfies FileLock
    },
  }
}

function fileOf(name: string, id: number): RandomAccessFile {
  let isOpen = true
  const close = async () => {
    if (isOpen) await worker.call('close', [id])
    isOpen = false
  }
  return {
    name,
    size: () => worker.call('size', [id]),
    async readAt(into, offset) {
      const [filled, count] = await worker.call('readAt', [id, into, offset])
      into.set(filled)
      return count
    },
    writeAt: (bytes, offset) => worker.call('writeAt', [id, bytes, offset]),
    flush: () => worker.call('flush', [id]),
    truncate: size => worker.call('truncate', [id, size]),
    close,
    [Symbol.asyncDispose]: close,
  }
}

it('opens files in place in a dedicated worker', async () => {
  expect(await worker.call('inPlace', [])).toBe(true)
})

describeBackend('OPFS (in a worker)', async () => {
  const directory = `${prefix}/${++rooms}`
  return { files: backendOf(directory), again: () => backendOf(directory) }
})

describeCrashes('OPFS', 20, async () => backendOf(`${prefix}/${++rooms}`))
