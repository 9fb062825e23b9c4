import { type Checkpoint, type CheckpointState, readState } from './checkpoint.js'
import type { ChunkPlace, Place } from './chunk-cursor.js'
import { Gate } from './gate.js'
import { Watermark } from './watermark.js'

// So many chunks may be done while one before them is not: what is kept of each is small, but to be done again.
const maxChunksAhead = 1000

interface Mark {
  readonly end: Place
  readonly isSkipped: boolean
}

/** Keeps a checkpoint up to date: it moves past a chunk when that and all before it are done. */
export class SavedWork {
  /** Shut while too much is done behind a chunk that is not. */
  readonly gate = new Gate()
  readonly #checkpoint: Checkpoint
  #watermark = new Watermark<Mark>()
  #state: CheckpointState | undefined
  #isSaved = false

  constructor(checkpoint: Checkpoint) {
    this.#checkpoint = checkpoint
  }

  /**
   * Takes the checkpoint, and answers what earlier runs have done.
   *
   * @param about - answers which source and cut it has to be of
   * @param signal - ends the waiting for it
   */
  async load(
    about: () => Promise<Pick<CheckpointState, 'source' | 'cut'>>,
    signal: AbortSignal,
  ): Promise<CheckpointState> {
    const saved = await this.#checkpoint.load({ signal })
    try {
      const expected = await about()
      const found = readState(this.#checkpoint.name ?? 'checkpoint', saved, expected)
      this.#isSaved = found !== undefined
      this.#state = found ?? { version: 1, ...expected, chunks: 0, items: 0, skipped: 0, finished: false }
      this.#watermark = new Watermark(this.#state.chunks)
      return this.#state
    } catch (error) {
      await this.#giveUp()
      throw error
    }
  }

  /** Lets go of it where there is something worse to tell than what then goes wrong. */
  async #giveUp(): Promise<void> {
    try {
      await this.#checkpoint.close?.()
    } catch {}
  }

  /** Whether something was saved before this run. */
  get isResumed(): boolean {
    return this.#isSaved
  }

  /** A chunk was read. */
  read({ index }: ChunkPlace): void {
    if (index + 1 - this.#watermark.chunks >= maxChunksAhead) this.gate.shut()
  }

  /** A chunk is done, and its result taken. */
  async done({ index, end }: ChunkPlace, isSkipped: boolean): Promise<void> {
    const state = this.#state
    const passed = this.#watermark.pass(index, { end, isSkipped })
    if (!state || passed.length === 0) return
    const { items, position } = (passed.at(-1) as Mark).end
    this.#state = {
      ...state,
      finished: false,
      chunks: this.#watermark.chunks,
      items,
      skipped: state.skipped + passed.filter(mark => mark.isSkipped).length,
      ...(position === undefined ? {} : { position }),
    }
    this.gate.open()
    await this.#checkpoint.save(this.#state)
  }

  /** Gives the checkpoint back, marked as finished where nothing is left to do. Nothing where it was not taken. */
  async close(isFinished: boolean): Promise<void> {
    const state = this.#state
    if (!state) return
    this.#state = undefined
    try {
      if (isFinished && !state.finished) await this.#checkpoint.save({ ...state, finished: true })
    } finally {
      await this.#checkpoint.close?.()
    }
  }
}
