import { type FileBackend, FilesError, type RandomAccessFile } from '../src/index.browser.js'

/** What was asked of a file since it was flushed. */
type Change =
  | { readonly do: 'write'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly do: 'truncate'; readonly size: number }

interface Platter {
  flushed: Uint8Array
  live: Uint8Array
  readonly changes: Change[]
}

/** What each call throws once the power has gone. */
export class PowerCut extends Error {}

/** How the machine goes down. */
export interface Crash {
  /** A process that is killed loses the rest of the call it was in; a power cut any part of what was not flushed. */
  readonly kind: 'kill' | 'power cut'
  /** Answers from 0 up to 1, for each choice that chance has. */
  readonly chance: () => number
}

// As a disk's sectors, but so small that each record of a test has several; a header at the start of a file lies in one.
const sectorBytes = 32

/**
 * A disk that fails where it is told to: fills up in the middle of a write, refuses to flush, loses power between any two
 * calls or in one. What survives lies in the backend it was made of.
 */
export class FaultyDisk {
  /** Bytes that may still be written; the write that would pass it is done in part and fails. */
  roomBytes = Number.POSITIVE_INFINITY
  /** Calls that change something until the power goes, in the middle of the last. */
  callsLeft = Number.POSITIVE_INFINITY
  /** What flushes throw. */
  flushing: Error | undefined
  /** Whether files cannot be cut. */
  refusesTruncate = false
  /** Calls that changed something. */
  calls = 0
  readonly files: FileBackend
  readonly #platters = new Map<string, Platter>()
  readonly #inner: FileBackend
  readonly #releases = new Set<() => Promise<void>>()

  constructor(inner: FileBackend) {
    this.#inner = inner
    this.files = {
      kind: inner.kind,
      directory: inner.directory,
      open: async (name, options = {}) => this.#open(name, options.create === true),
      list: prefix => inner.list(prefix),
      remove: name => inner.remove(name),
      lock: async (name, options) => {
        const lock = await inner.lock(name, options)
        this.#releases.add(() => lock.release())
        return lock
      },
      estimate: () => inner.estimate(),
      blob: (name, type) => inner.blob(name, type),
    }
  }

  /** Ends this disk's life and leaves to the backend what a crash would leave. */
  async crash({ kind, chance }: Crash): Promise<void> {
    this.callsLeft = 0
    for (const release of this.#releases) await release()
    for (const [name, platter] of this.#platters) {
      const file = await this.#inner.open(name, { create: true })
      const left = kind === 'kill' ? platter.live : survivors(platter, chance)
      await file.truncate(0)
      await file.writeAt(left, 0)
      await file.close()
    }
  }

  async #open(name: string, create: boolean): Promise<RandomAccessFile> {
    const platter = this.#platters.get(name) ?? (await this.#load(name, create))
    this.#platters.set(name, platter)
    const close = async () => {}
    return {
      name,
      size: async () => platter.live.length,
      readAt: async (into, offset) => {
        const part = platter.live.subarray(offset, offset + into.length)
        into.set(part)
        return part.length
      },
      writeAt: async (bytes, offset) => this.#write(platter, name, bytes, offset),
      flush: async () => {
        this.#call()
        if (this.flushing) throw this.flushing
        platter.flushed = platter.live
        platter.changes.length = 0
      },
      truncate: async size => {
        if (this.refusesTruncate) throw new FilesError('FILES_FAILED', 'the disk refuses')
        this.#call()
        const change = { do: 'truncate', size } as const
        platter.live = changed(platter.live, change)
        platter.changes.push(change)
      },
      close,
      [Symbol.asyncDispose]: close,
    }
  }

  async #load(name: string, create: boolean): Promise<Platter> {
    const file = await this.#inner.open(name, { create })
    const flushed = new Uint8Array(await file.size())
    await file.readAt(flushed, 0)
    await file.close()
    return { flushed, live: flushed, changes: [] }
  }

  #write(platter: Platter, name: string, bytes: Uint8Array, offset: number): void {
    // In the middle of its last call, a process has written a part of what it was told to.
    const cut = this.callsLeft === 1 ? Math.floor(bytes.length / 2) : bytes.length
    const done = Math.min(cut, this.roomBytes)
    const change = { do: 'write', offset, bytes: bytes.slice(0, done) } as const
    if (this.callsLeft > 0) {
      platter.live = changed(platter.live, change)
      platter.changes.push(change)
      this.roomBytes -= done
    }
    this.#call()
    if (done < bytes.length)
      throw new FilesError('FILES_FULL', `no room for "${name}"`, { neededBytes: bytes.length - done })
  }

  #call(): void {
    this.calls++
    if (this.callsLeft <= 1) {
      this.callsLeft = 0
      throw new PowerCut('the power is gone')
    }
    this.callsLeft--
  }
}

function changed(bytes: Uint8Array, change: Change): Uint8Array {
  const end = change.do === 'write' ? change.offset + change.bytes.length : change.size
  const size = change.do === 'truncate' ? end : Math.max(bytes.length, change.bytes.length > 0 ? end : 0)
  const made = new Uint8Array(size)
  made.set(bytes.subarray(0, size))
  if (change.do === 'write') made.set(change.bytes, change.offset)
  return made
}

// Each sector of each write by itself, and each cut, is there or is not.
function survivors({ flushed, changes }: Platter, chance: () => number): Uint8Array {
  let bytes = flushed
  for (const change of changes) {
    if (change.do === 'truncate') {
      if (chance() < 0.5) bytes = changed(bytes, change)
      continue
    }
    for (let at = 0; at < change.bytes.length; at += sectorBytes) {
      const sector = change.bytes.subarray(at, at + sectorBytes)
      if (chance() < 0.7) bytes = changed(bytes, { do: 'write', offset: change.offset + at, bytes: sector })
    }
  }
  return bytes
}
