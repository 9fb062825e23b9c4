import type { FileBackend } from '@plimsoll/files'
import { markUsed } from './session-marks.js'

// Ages are compared in hours; a mark costs some file operations.
const everyMs = 60_000

/** Marks when a session was last used: at once when it is opened, then once a minute while it is, and when it is closed. */
export class LastAccess {
  readonly #backend: FileBackend
  readonly #session: string
  #usedMs = 0
  #markedMs = 0
  #marking: Promise<void> | undefined

  constructor(backend: FileBackend, session: string) {
    this.#backend = backend
    this.#session = session
  }

  /** Takes note that it is used. */
  note(): void {
    this.#usedMs = Date.now()
    const isRecent = Math.abs(this.#usedMs - this.#markedMs) < everyMs
    if (!isRecent) void this.mark()
  }

  /** Waits until what was noted is marked. */
  async mark(): Promise<void> {
    while (this.#marking) await this.#marking
    if (this.#usedMs === this.#markedMs) return
    this.#markedMs = this.#usedMs
    // What cannot be marked, on a full disk for one, is no reason to refuse a frame.
    this.#marking = markUsed(this.#backend, this.#session, this.#markedMs).catch(() => {})
    await this.#marking
    this.#marking = undefined
  }
}
