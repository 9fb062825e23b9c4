import type { FileBackend } from '@plimsoll/files'
import { setMark, unsetMark } from './session-marks.js'

/** The part of a table that says which frames there are. */
interface StoredFrames {
  readonly count: number
  has(index: number): boolean
}

/**
 * Whether a session has all its frames, as its mark says: since it has as many as were to come, or since its writer said so.
 * The mark never says so while that is not true.
 */
export class Completion {
  readonly #backend: FileBackend
  readonly #session: string
  /** How many frames are to come; `undefined` where nobody knows. */
  readonly expected: number | undefined
  // Below it all frames are there; so that each is looked at once.
  #whole = 0
  #finished = false
  #last: Promise<unknown> = Promise.resolve()
  #resuming: Promise<void> | undefined

  constructor(backend: FileBackend, session: string, expected: number | undefined) {
    this.#backend = backend
    this.#session = session
    this.expected = expected
  }

  get finished(): boolean {
    return this.#finished
  }

  /** Takes over what a mark says; and puts the mark right, where it is known how many frames are to come. */
  async begin(isMarked: boolean, frames: StoredFrames): Promise<void> {
    this.#finished = isMarked
    if (this.expected === undefined) return
    // A mark that cannot be set, on a full disk for one, keeps nobody from the frames; one that would be untrue does.
    if (this.#isWhole(frames)) await this.finish().catch(() => {})
    else await this.resume()
  }

  /** Marks that all frames are there. */
  finish(): Promise<void> {
    return this.#set(true)
  }

  /** Takes the mark away: more is to come, or something was lost. */
  resume(): Promise<void> {
    return this.#set(false)
  }

  /**
   * Before a frame is stored in a session that is said to have all, while it is not known to: then there is more. What it
   * answers is to be awaited before the frame is on the file: a crash in between would leave a mark that is not true.
   */
  beforeStore(frames: StoredFrames): Promise<void> | undefined {
    if (!this.#finished || this.#isWhole(frames)) return this.#resuming
    const resuming = this.resume()
    const settle = () => {
      if (this.#resuming === resuming) this.#resuming = undefined
    }
    resuming.then(settle, settle)
    this.#resuming = resuming
    return resuming
  }

  /** After a frame was stored: it may have been the last. A mark that cannot be set is set later; the frame is stored. */
  afterStore(frames: StoredFrames): Promise<void> | undefined {
    return !this.#finished && this.#isWhole(frames) ? this.finish().catch(() => {}) : undefined
  }

  /** After a frame was found damaged; in `O(frames)`. */
  afterLoss(frames: StoredFrames): Promise<void> | undefined {
    if (this.expected === undefined) return undefined
    this.#whole = 0
    return this.#finished && !this.#isWhole(frames) ? this.resume() : undefined
  }

  /** Waits until the mark says what is to be said; tries once more where it could not be set. */
  async settled(frames: StoredFrames): Promise<void> {
    await this.#last
    await this.afterStore(frames)
  }

  #isWhole(frames: StoredFrames): boolean {
    if (this.expected === undefined || frames.count < this.expected) return false
    while (this.#whole < this.expected && frames.has(this.#whole)) this.#whole++
    return this.#whole === this.expected
  }

  #set(finished: boolean): Promise<void> {
    if (this.#finished === finished) return this.#last.then(() => {})
    this.#finished = finished
    const set = this.#last.then(async () => {
      try {
        if (finished) await setMark(this.#backend, this.#session, 'finished')
        else await unsetMark(this.#backend, this.#session, 'finished')
      } catch (error) {
        this.#finished = !finished
        throw error
      }
    })
    this.#last = set.catch(() => {})
    return set
  }
}
