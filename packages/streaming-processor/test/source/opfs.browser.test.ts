import { opfsFiles } from '@plimsoll/files/opfs'
import { afterAll } from 'vitest'
import { describeByteSource, joined } from './describe-byte-source.js'

const folder = `bytes-test-${crypto.randomUUID()}`
afterAll(async () => {
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(folder, { recursive: true }).catch(() => {})
})

let made = 0
describeByteSource(
  'a file of OPFS, through @plimsoll/files',
  async parts => {
    made += 1
    const file = await opfsFiles({ directory: folder }).open(`${made}.bin`, { create: true })
    await file.writeAt(joined(parts), 0)
    return { source: file, remove: () => file.close() }
  },
  { numRuns: 10 },
)

describeByteSource(
  'a File of OPFS, as the platform gives it',
  async parts => {
    made += 1
    const root = await navigator.storage.getDirectory()
    const room = await root.getDirectoryHandle(folder, { create: true })
    const handle = await room.getFileHandle(`${made}.plain`, { create: true })
    const writable = await handle.createWritable()
    await writable.write(new Blob([...parts]))
    await writable.close()
    return { source: await handle.getFile() }
  },
  { numRuns: 10 },
)
