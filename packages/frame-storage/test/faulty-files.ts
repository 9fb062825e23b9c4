import { type FileBackend, FilesError, type RandomAccessFile } from '@plimsoll/files'

/** How a {@link faulty} backend fails from now on. */
export interface Faults {
  /** Bytes that may still be written; the write that would pass it is done in part and fails. */
  roomBytes: number
  /** Whether cutting files fails too. */
  truncates: boolean
  /** What `flush` and `close` of a file, and `release` of a lock, throw once they are done. */
  flushing?: Error
  closing?: Error
  releasing?: Error
  /** What a write waits for, and fails with. */
  beforeWrite?: () => Promise<unknown>
  /** What reads wait for. */
  beforeRead?: Promise<void>
  /** What the opening of a file of that name waits for. */
  beforeOpen?: (name: string) => Promise<unknown> | undefined
  /** What removals of files wait for, and throw then. */
  beforeRemove?: Promise<void>
  removing?: Error
}

/** A backend that fails where it is told to, as a disk does that fills up: in the middle of a write. */
export function faulty(files: FileBackend): { files: FileBackend; faults: Faults } {
  const faults: Faults = { roomBytes: Number.POSITIVE_INFINITY, truncates: true }
  const open: FileBackend['open'] = async (name, options) => {
    await faults.beforeOpen?.(name)
    return faultyFile(await files.open(name, options), faults)
  }
  return {
    faults,
    files: {
      kind: files.kind,
      directory: files.directory,
      open,
      list: prefix => files.list(prefix),
      async remove(name) {
        await faults.beforeRemove
        if (faults.removing) throw faults.removing
        return files.remove(name)
      },
      async lock(name, options) {
        const lock = await files.lock(name, options)
        const release = async () => {
          await lock.release()
          if (faults.releasing) throw faults.releasing
        }
        return { name, release, [Symbol.asyncDispose]: release }
      },
      estimate: () => files.estimate(),
      blob: (name, type) => files.blob(name, type),
    },
  }
}

function faultyFile(file: RandomAccessFile, faults: Faults): RandomAccessFile {
  const full = (bytes: number) =>
    new FilesError('FILES_FULL', `no room for ${bytes} bytes of "${file.name}"`, { neededBytes: bytes })
  const close = async () => {
    await file.close()
    if (faults.closing) throw faults.closing
  }
  return {
    name: file.name,
    size: () => file.size(),
    async readAt(into, offset) {
      await faults.beforeRead
      return file.readAt(into, offset)
    },
    async writeAt(bytes, offset) {
      await faults.beforeWrite?.()
      const done = Math.min(bytes.length, faults.roomBytes)
      await file.writeAt(bytes.subarray(0, done), offset)
      faults.roomBytes -= done
      if (done < bytes.length) throw full(bytes.length - done)
    },
    async flush() {
      await file.flush()
      const { flushing } = faults
      if (flushing) throw flushing
    },
    async truncate(size) {
      if (!faults.truncates) throw full(0)
      await file.truncate(size)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
