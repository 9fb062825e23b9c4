import { type FileBackend, FilesError, type RandomAccessFile } from '@plimsoll/files'
import { memoryFiles } from '@plimsoll/files/memory'

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

const sectorBytes = 64

/**
 * A disk in memory that fails where it is told to: fills up in the middle of a write, refuses to flush, write, read, cut or
 * remove, loses power between any two calls or in one.
 */
export class FaultyDisk {
  /** Bytes that all files together may have; the write that would pass it is done in part and fails. */
  roomBytes = Number.POSITIVE_INFINITY
  /** Calls that change something until the power goes, in the middle of the last. */
  callsLeft = Number.POSITIVE_INFINITY
  /** The kinds of calls that fail. */
  readonly refuses = new Set<'writeAt' | 'truncate' | 'flush' | 'readAt' | 'remove' | 'open'>()
  /** What writes wait for. */
  held: Promise<void> | undefined
  /** Bytes of the files at most so far. */
  largestBytes = 0
  readonly files: FileBackend
  #platters: Map<string, Platter>
  // The names as they were when a file was flushed last.
  #flushedNames: Map<string, Platter>

  constructor(platters: Map<string, Platter> = new Map()) {
    this.#platters = platters
    this.#flushedNames = new Map(platters)
    const locks = memoryFiles()
    this.files = {
      kind: 'memory',
      directory: 'faulty',
      open: async (name, options = {}) => this.#open(name, options.create === true),
      list: async (prefix = '') =>
        [...this.#platters]
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, { live }]) => ({ name, size: live.length }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
      remove: async name => {
        this.#call('remove')
        return this.#platters.delete(name)
      },
      lock: (name, options) => locks.lock(name, options),
      estimate: async () => ({ usage: this.#used(), quota: this.roomBytes }),
      blob: async () => new Blob(),
    }
  }

  /** Ends this disk's life, and answers the one that a crash would leave. */
  crash({ kind, chance }: Crash): FaultyDisk {
    this.callsLeft = 0
    const left = new Map<string, Platter>()
    const names = kind === 'kill' ? this.#platters : survivingNames(this.#flushedNames, this.#platters, chance)
    for (const [name, platter] of names) {
      const live = kind === 'kill' ? platter.live : survivors(platter, chance)
      left.set(name, { flushed: live, live, changes: [] })
    }
    return new FaultyDisk(left)
  }

  #open(name: string, create: boolean): RandomAccessFile {
    if (this.refuses.has('open')) throw new FilesError('FILES_FAILED', 'the disk refuses to open')
    const found = this.#platters.get(name)
    if (!found && !create) throw new FilesError('FILES_NOT_FOUND', `there is no file "${name}"`)
    const platter = found ?? { flushed: new Uint8Array(0), live: new Uint8Array(0), changes: [] }
    this.#platters.set(name, platter)
    const close = async () => {}
    return {
      name,
      size: async () => platter.live.length,
      readAt: async (into, offset) => {
        if (this.refuses.has('readAt')) throw new FilesError('FILES_FAILED', 'the disk refuses to read')
        const part = platter.live.subarray(offset, offset + into.length)
        into.set(part)
        return part.length
      },
      writeAt: async (bytes, offset) => {
        await this.held
        this.#write(platter, name, bytes, offset)
      },
      flush: async () => {
        this.#call('flush')
        platter.flushed = platter.live
        platter.changes.length = 0
        this.#flushedNames = new Map(this.#platters)
      },
      truncate: async size => {
        this.#call('truncate')
        this.#change(platter, { do: 'truncate', size })
      },
      close,
      [Symbol.asyncDispose]: close,
    }
  }

  #write(platter: Platter, name: string, bytes: Uint8Array, offset: number): void {
    // In the middle of its last call, a process has written a part of what it was told to.
    const cut = this.callsLeft === 1 || this.refuses.has('writeAt') ? Math.floor(bytes.length / 2) : bytes.length
    const room = this.roomBytes - this.#used() + Math.max(0, platter.live.length - offset)
    const done = Math.max(0, Math.min(cut, room))
    if (this.callsLeft > 0) this.#change(platter, { do: 'write', offset, bytes: bytes.slice(0, done) })
    this.#call('writeAt')
    if (done < bytes.length) {
      throw new FilesError('FILES_FULL', `no room for "${name}"`, { neededBytes: bytes.length - done })
    }
  }

  #change(platter: Platter, change: Change): void {
    platter.live = changed(platter.live, change)
    platter.changes.push(change)
    this.largestBytes = Math.max(this.largestBytes, this.#used())
  }

  #used(): number {
    return [...this.#platters.values()].reduce((sum, { live }) => sum + live.length, 0)
  }

  #call(kind: 'writeAt' | 'truncate' | 'flush' | 'remove'): void {
    if (this.callsLeft <= 1) {
      this.callsLeft = 0
      throw new PowerCut('the power is gone')
    }
    this.callsLeft--
    if (this.refuses.has(kind)) throw new FilesError('FILES_FAILED', `the disk refuses: ${kind}`)
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

// Each name that was made or removed since is there or is not.
function survivingNames(
  before: ReadonlyMap<string, Platter>,
  after: ReadonlyMap<string, Platter>,
  chance: () => number,
): Map<string, Platter> {
  const names = new Map<string, Platter>()
  for (const [name, platter] of [...before, ...after]) {
    const isSure = before.get(name) === platter && after.get(name) === platter
    if (isSure || chance() < 0.5) names.set(name, platter)
  }
  return names
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
