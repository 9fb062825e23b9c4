import type { FileBackend, RandomAccessFile } from '@plimsoll/files'

/** A backend whose files are summed up after each call that may make them longer. */
export function watched(inner: FileBackend): { files: FileBackend; largest: { bytes: number } } {
  const largest = { bytes: 0 }
  const look = async () => {
    const bytes = (await inner.list()).reduce((sum, { size }) => sum + size, 0)
    largest.bytes = Math.max(largest.bytes, bytes)
  }
  const watchedFile = (file: RandomAccessFile): RandomAccessFile =>
    new Proxy(file, {
      get(target, name) {
        const member = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        if (name !== 'writeAt' && name !== 'truncate') return member.bind(target)
        return async (...given: unknown[]) => {
          await member.apply(target, given)
          await look()
        }
      },
    })
  const files = new Proxy(inner, {
    get(target, name) {
      const member = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      if (name !== 'open') return member.bind(target)
      return async (...given: Parameters<FileBackend['open']>) => watchedFile(await inner.open(...given))
    },
  })
  return { files, largest }
}
