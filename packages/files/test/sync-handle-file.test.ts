import { describe, expect, it } from 'vitest'
import { type SyncHandle, SyncHandleFile } from '../src/backend/sync-handle-file.js'

/** A handle over an array that does at most `most` bytes at once, and has room for `room`. */
class ShortHandle implements SyncHandle {
  readonly bytes: number[] = []
  readonly #most: number
  readonly #room: number

  constructor(most: number, room = Number.POSITIVE_INFINITY) {
    this.#most = most
    this.#room = room
  }

  read(into: Uint8Array, { at }: { at: number }): number {
    const part = this.bytes.slice(at, at + Math.min(this.#most, into.length))
    into.set(part)
    return part.length
  }

  write(bytes: Uint8Array, { at }: { at: number }): number {
    const count = Math.max(0, Math.min(this.#most, bytes.length, this.#room - at))
    bytes.subarray(0, count).forEach((byte, i) => {
      this.bytes[at + i] = byte
    })
    return count
  }

  getSize = () => this.bytes.length
  truncate(size: number): void {
    if (size > this.#room) throw new DOMException('no room', 'QuotaExceededError')
    this.bytes.length = size
  }
  flush(): void {
    throw new DOMException('the disk is gone', 'InvalidStateError')
  }
  close(): void {}
}

describe('a file on a handle that does things by halves', () => {
  const numbers = Uint8Array.from({ length: 10 }, (_, i) => i)

  it('writes and reads all the same', async () => {
    const handle = new ShortHandle(3)
    const file = new SyncHandleFile('f', handle)
    await file.writeAt(numbers, 0)
    expect(handle.bytes).toEqual([...numbers])
    const into = new Uint8Array(12)
    expect([await file.readAt(into, 0), ...into]).toEqual([10, ...numbers, 0, 0])
  })

  it('says that the disk is full where nothing more is written', async () => {
    const refused = new SyncHandleFile('f', new ShortHandle(3, 7)).writeAt(numbers, 0)
    await expect(refused).rejects.toMatchObject({ code: 'FILES_FULL', neededBytes: 3 })
  })

  it('takes a count of more than was asked for an error, as browsers make it of one', async () => {
    const handle = new ShortHandle(10)
    const file = new SyncHandleFile('f', handle)
    await file.writeAt(numbers, 0)
    handle.write = handle.read = () => 2 ** 32 - 8
    await expect(file.writeAt(numbers, 0)).rejects.toMatchObject({ code: 'FILES_FULL', neededBytes: 10 })
    await expect(file.readAt(new Uint8Array(4), 0)).rejects.toMatchObject({ code: 'FILES_FAILED' })
  })

  it("names the browser's errors", async () => {
    const file = new SyncHandleFile('f', new ShortHandle(3, 7))
    await expect(file.truncate(8)).rejects.toMatchObject({ code: 'FILES_FULL', cause: { name: 'QuotaExceededError' } })
    await expect(file.flush()).rejects.toMatchObject({ code: 'FILES_FAILED', cause: { message: 'the disk is gone' } })
  })
})
