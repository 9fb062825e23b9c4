import type { FileBackend, FilesError } from '@plimsoll/files'
import { FrameStorageError } from '../errors.js'
import { type CleanupPlan, cleanUp, listRemovable } from './cleanup.js'
import { sessionsInUse } from './session-lock.js'
import { listSessionFiles } from './session-marks.js'

/** How much the sessions of a directory may take, and what goes to make room. */
export interface DiskPlan {
  /** Bytes of all of them together; `undefined` where the platform's own bound is the only one. */
  readonly maxDiskBytes: number | undefined
  /** `undefined` where nothing goes. */
  readonly cleanup: CleanupPlan | undefined
}

// Others write beside us; how much is looked up that often at most.
const lookEveryMs = 1000

/** The room on disk for one session that grows. */
export class DiskRoom {
  readonly #backend: FileBackend
  readonly #session: string
  readonly #plan: DiskPlan
  #othersBytes = 0
  #lookedMs = Number.NEGATIVE_INFINITY

  constructor(backend: FileBackend, session: string, plan: DiskPlan) {
    this.#backend = backend
    this.#session = session
    this.#plan = plan
  }

  /** Makes room for what goes behind the first `end` bytes of the session's file; `undefined` where there is room. */
  admit(end: number, bytes: number): Promise<void> | undefined {
    const { maxDiskBytes } = this.#plan
    if (maxDiskBytes === undefined) return undefined
    const isKnown = performance.now() - this.#lookedMs < lookEveryMs
    if (isKnown && this.#othersBytes + end + bytes <= maxDiskBytes) return undefined
    return this.#makeRoom(end, bytes, maxDiskBytes)
  }

  /** Looks what others take before the next bytes are admitted. */
  lookAnew(): void {
    this.#lookedMs = Number.NEGATIVE_INFINITY
  }

  /** Does what needs room; where the platform has none, frees what may go and tries again. */
  async trying<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (!(await this.#freed(error))) throw error
      }
    }
  }

  async #makeRoom(end: number, bytes: number, maxDiskBytes: number): Promise<void> {
    const over = async () => (await this.#lookAtOthers()) + end + bytes - maxDiskBytes
    let overBytes = await over()
    // Nothing goes in vain: where the session alone is too large, the others do not help.
    const { cleanup } = this.#plan
    if (overBytes > 0 && cleanup && end + bytes <= maxDiskBytes) {
      await cleanUp(this.#backend, { ...cleanup, untilBytes: overBytes })
      overBytes = await over()
    }
    if (overBytes > 0) throw await this.#refusal(end, bytes, maxDiskBytes)
  }

  async #lookAtOthers(): Promise<number> {
    let bytes = 0
    for (const { session, frames } of await listSessionFiles(this.#backend)) {
      if (frames && session !== this.#session) bytes += frames.size
    }
    this.#othersBytes = bytes
    this.#lookedMs = performance.now()
    return bytes
  }

  async #refusal(end: number, bytes: number, maxDiskBytes: number): Promise<FrameStorageError> {
    const inUse = await sessionsInUse(this.#backend)
    const removable = []
    for (const session of await listRemovable(this.#backend, { olderThanMs: 0, unfinished: true })) {
      if (session.session !== this.#session && !(await inUse(session.session))) removable.push(session)
    }
    const [first] = removable
    const others = `the others take ${this.#othersBytes}`
    const cure = first
      ? `delete what is not needed, such as session "${first.session}" (${first.bytes} bytes), or allow more`
      : 'allow more, or delete what is kept or open'
    const message = `there is no room for ${bytes} more bytes of session "${this.#session}" (it takes ${end} by now, ${others}, maxDiskBytes is ${maxDiskBytes}); ${cure}`
    return new FrameStorageError('FRAMES_DISK_FULL', message, { neededBytes: bytes, removable })
  }

  async #freed(error: unknown): Promise<boolean> {
    const { code, neededBytes = 1 } = error as FilesError
    const { cleanup } = this.#plan
    if (code !== 'FILES_FULL' || !cleanup) return false
    // A disk that is full may refuse to be listed, too: then the first refusal stands.
    const freed = await cleanUp(this.#backend, { ...cleanup, untilBytes: Math.max(1, neededBytes) }).catch(
      () => undefined,
    )
    return freed !== undefined && freed.bytes > 0
  }
}
