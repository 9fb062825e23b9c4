import { describe, expect, it } from 'vitest'
import { NodeFile, type NodeHandle } from '../src/backend/node-file.js'

/** A handle over an array that does at most `most` bytes at once, and has room for `room`. */
function shortHandle(most: number, room = Number.POSITIVE_INFINITY): NodeHandle & { bytes: number[] } {
  const bytes: number[] = []
  return {
    bytes,
    async read(into, offset, length, position) {
      const part = bytes.slice(position, position + Math.min(most, length))
      into.set(part, offset)
      return { bytesRead: part.length }
    },
    async write(from, offset, length, position) {
      if (position >= room) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      const count = Math.min(most, length, room - position)
      from.subarray(offset, offset + count).forEach((byte, i) => {
        bytes[position + i] = byte
      })
      return { bytesWritten: count }
    },
    datasync: () => Promise.reject(Object.assign(new Error('i/o error'), { code: 'EIO' })),
    truncate: async size => {
      bytes.length = size
    },
    stat: async () => ({ size: bytes.length }),
    close: async () => {},
  }
}

describe('a file on a system that does things by halves', () => {
  const numbers = Uint8Array.from({ length: 10 }, (_, i) => i)

  it('writes and reads all the same', async () => {
    const handle = shortHandle(3)
    const file = new NodeFile('f', handle, false)
    await file.writeAt(numbers, 0)
    expect(handle.bytes).toEqual([...numbers])
    const into = new Uint8Array(12)
    expect([await file.readAt(into, 0), ...into]).toEqual([10, ...numbers, 0, 0])
  })

  it('says that the disk is full, and how much was left to write', async () => {
    const refused = new NodeFile('f', shortHandle(3, 7), false).writeAt(numbers, 0)
    await expect(refused).rejects.toMatchObject({ code: 'FILES_FULL', neededBytes: 3, cause: { code: 'ENOSPC' } })
  })

  it("names the system's errors", async () => {
    const refused = new NodeFile('f', shortHandle(3), false).flush()
    await expect(refused).rejects.toMatchObject({ code: 'FILES_FAILED', cause: { code: 'EIO' } })
  })
})
