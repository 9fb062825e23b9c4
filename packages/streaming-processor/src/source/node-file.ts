import { StreamError, shown } from '../errors.js'
import { knownSize } from './byte-extent.js'
import { type ByteRange, checkRange } from './byte-range.js'
import { bytes } from './bytes.js'
import { instant } from './instant.js'
import type { OpenableFile, OpenedFile } from './read-file.js'

/** A file of the file system, in Node, Bun and Deno. Each reading opens it for itself; nothing is open between them. */
export interface FileSource extends OpenableFile {
  /** Where it lies. */
  readonly path: string | URL
  /** What of it is read, in bytes: `start` and `end` as they were given. */
  readonly range: Required<ByteRange>
  /** Answers how many bytes there are to read now; 0 for what has no size, such as a pipe. */
  size(): Promise<number>
  /** Answers its name, its size, the time of its last change and the range: what a reading that goes on has to find unchanged. */
  identity(): Promise<string>
}

interface Stats {
  readonly size: number
  readonly mtimeMs: number
  isFile(): boolean
}

// As much of `node:fs` as is used here: public types do not name it, for pages are compiled without Node's.
interface FileSystem {
  open(path: string | URL, flags: 'r', done: (error: Error | null, fd: number) => void): void
  fstat(fd: number, done: (error: Error | null, stats: Stats) => void): void
  stat(path: string | URL, done: (error: Error | null, stats: Stats) => void): void
  read(
    fd: number,
    into: Uint8Array,
    at: number,
    length: number,
    offset: number,
    done: (error: Error | null, count: number) => void,
  ): void
  close(fd: number, done: (error: Error | null) => void): void
  createReadStream(path: string | URL, options: { highWaterMark: number }): AsyncIterable<Uint8Array>
}

/**
 * Makes a source of a file's bytes.
 *
 * It is opened when it is first read, and closed on the end, `break`, an error and an abort. What is read is what there is at
 * that time: a file that grows is read to its new end, one that shrinks to where it ends then. What cannot be read at any place
 * (a pipe, a terminal, `/dev/stdin`) is read as a stream.
 *
 * @param path - errors of the file system come as they are, `ENOENT` too, by the first read
 * @param range - what of the file, in bytes; all by default
 * @throws {@link StreamError} `STREAM_INVALID_SOURCE` for what is no path or where there are no files,
 * `STREAM_INVALID_SIZE` for a range that is none
 *
 * @example
 * ```ts
 * for await (const line of lines(fileSource('events.ndjson'))) console.log(line)
 * ```
 */
export function fileSource(path: string | URL, range: ByteRange = {}): FileSource {
  if (typeof path !== 'string' && !(path instanceof URL)) {
    throw new StreamError('STREAM_INVALID_SOURCE', `the path is ${shown(path)}; give a string or a file: URL`)
  }
  const part = checkRange(range)
  const fs = fileSystem()
  const sizeIn = ({ size }: Stats) => Math.max(0, Math.min(size, part.end) - part.start)
  const file = {
    path,
    range: part,
    async size() {
      return sizeIn(await call<Stats>(done => fs.stat(path, done)))
    },
    async [knownSize]() {
      const stats = await call<Stats>(done => fs.stat(path, done))
      return stats.isFile() ? sizeIn(stats) : undefined
    },
    async identity() {
      const { size, mtimeMs } = await call<Stats>(done => fs.stat(path, done))
      const from =
        part.start > 0 || part.end !== Number.POSITIVE_INFINITY ? `, from byte ${part.start} up to ${part.end}` : ''
      return `${JSON.stringify(nameOf(path))}, ${size} bytes, changed ${instant(mtimeMs)}${from}`
    },
    open: () => openFile(fs, path, part),
  }
  return file
}

/** Its name without the folders, so that a file may move with them. */
function nameOf(path: string | URL): string {
  const whole = typeof path === 'string' ? path : path.pathname
  return whole.slice(Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('\\')) + 1)
}

async function openFile(fs: FileSystem, path: string | URL, { start, end }: Required<ByteRange>) {
  // Before it is opened: that of a pipe waits for who writes, which a stream alone may be left with.
  if (!(await call<Stats>(done => fs.stat(path, done))).isFile()) {
    // It has no places to read at, and closes itself on its end and when it is closed.
    return bytes(fs.createReadStream(path, { highWaterMark: 256 * 1024 }), { range: { start, end } })
  }
  const fd = await call<number>(done => fs.open(path, 'r', done))
  const close = () => call<void>(done => fs.close(fd, done))
  let stats: Stats
  try {
    stats = await call<Stats>(done => fs.fstat(fd, done))
  } catch (error) {
    await close()
    throw error
  }
  const file: OpenedFile = {
    size: Math.max(0, Math.min(stats.size, end) - start),
    async readAt(into, offset) {
      const most = Math.min(into.length, end - start - offset)
      if (most <= 0) return 0
      return call<number>(done => fs.read(fd, into, 0, most, start + offset, done))
    },
    close,
  }
  return file
}

function call<Answer>(start: (done: (error: Error | null, answer: Answer) => void) => void): Promise<Answer> {
  return new Promise((resolve, reject) => start((error, answer) => (error ? reject(error) : resolve(answer))))
}

function fileSystem(): FileSystem {
  const { process } = globalThis as { process?: { getBuiltinModule?(id: string): unknown } }
  const fs = process?.getBuiltinModule?.('node:fs')
  if (fs) return fs as FileSystem
  const text = 'this platform has no file system to open a path in; give a File, a Blob or a stream'
  throw new StreamError('STREAM_INVALID_SOURCE', text)
}
