import { type ByteExtent, extentIn, type Told } from '../source/byte-extent.js'
import { byteIdentity } from '../source/byte-identity.js'
import type { ByteSource } from '../source/byte-source.js'
import { decodeLines } from './decode-lines.js'
import type { LineBlock } from './line-block.js'
import { LineBlocks } from './line-blocks.js'
import { checkPosition, type LinePosition, type LineSettings, type LineStart } from './line-options.js'

/** The place in a source that the lines of a reading come from. Nothing is opened before the first step. */
export class LineCursor {
  readonly #source: ByteSource
  readonly #settings: LineSettings
  readonly #origin: LineStart
  readonly #start: LineStart
  #blocks: LineBlocks | undefined
  #turn: Promise<unknown> | undefined
  #held: LinePosition | undefined
  #failure: { readonly error: unknown } | undefined
  #over = false
  #closed = false
  /** The next line of the block. */
  at = 0
  /** The line of the block after the last that may be handed out. */
  ready = 0

  /**
   * @param origin - where the lines begin that the settings name
   * @param start - where among them this reading begins
   */
  constructor(source: ByteSource, settings: LineSettings, origin: LineStart, start = origin) {
    this.#source = source
    this.#settings = settings
    this.#origin = origin
    this.#start = start
  }

  /** The lines that are there; to be asked for when one is `ready`. */
  get block(): LineBlock {
    return (this.#blocks as LineBlocks).block
  }

  /** Whether a step is under way, for which others have to wait. */
  get busy(): boolean {
    return this.#turn !== undefined
  }

  /** Whether the reader wants no more. */
  get closed(): boolean {
    return this.#closed
  }

  /** Whether closing comes to an end by itself, even in the middle of a step. */
  get settles(): boolean {
    return this.#blocks?.settles ?? true
  }

  /** Where the next line starts. */
  get position(): LinePosition {
    if (this.#held) return this.#held
    const block = this.#blocks?.block
    if (!block) return { offset: this.#start.offset, line: this.#start.line }
    return { offset: block.offset + block.startOf(this.at), line: block.firstLine + this.at }
  }

  /** Where in the source they lie, as far as that tells. Of compressed bytes nobody knows how many they will be. */
  get extent(): Told<ByteExtent> {
    const { end, bytes } = this.#settings
    return bytes.decompress ? undefined : extentIn(this.#source, this.#origin.offset, end)
  }

  /** Which lines they are, as far as the source tells. */
  get identity(): string | Promise<string> | undefined {
    const { end, bytes } = this.#settings
    const { offset } = this.#origin
    const part = offset > 0 || end !== Number.POSITIVE_INFINITY ? `, from byte ${offset} up to ${end}` : ''
    const format = bytes.decompress ? `, inflated by ${bytes.decompress}` : ''
    const told = (identity: string) => `lines of ${identity}${part}${format}`
    const identity = byteIdentity(this.#source)
    return typeof identity === 'string' ? told(identity) : identity?.then(told)
  }

  /** The same lines from a place on. */
  from(position: unknown): LineCursor {
    const start = checkPosition(position)
    // Nothing of a range was handed out yet, so that nobody has looked where its first line starts.
    const within = start.line === 1 && start.offset === this.#origin.offset && this.#origin.mayBeWithinLine
    return new LineCursor(this.#source, this.#settings, this.#origin, { ...start, mayBeWithinLine: within })
  }

  /** Does a step when those before it are done, whatever came of them. */
  inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#turn ? this.#turn.then(step, step) : step()
    this.#turn = turn
    const done = () => {
      if (this.#turn === turn) this.#turn = undefined
    }
    turn.then(done, done)
    return turn
  }

  /** Goes on to the next block of lines, if there is one without waiting. */
  now(): boolean {
    return !this.#over && this.#failure === undefined && this.#moved(this.#open().now())
  }

  /** Goes on to the next block of lines. What goes wrong ends the reading, and is told once. */
  async advance(): Promise<boolean> {
    if (this.#over) return false
    try {
      if (this.#failure) throw this.#failure.error
      const found = await this.#open().next()
      // Closed meanwhile.
      if (this.#over) return false
      this.#over = !found
      return this.#moved(found)
    } catch (error) {
      this.#over = true
      throw error
    }
  }

  /** Makes strings of the next lines of the block; where that fails, the reading has ended. */
  decode(to: number, into: string[]): void {
    try {
      decodeLines(this.block, this.at, to, into)
    } catch (error) {
      this.close().catch(() => {})
      throw error
    }
  }

  /** Lets an error wait for the next `advance()`, for there are lines before it; not the reason of an abort. */
  postpone(error: unknown): boolean {
    if (this.#settings.signal?.aborted) return false
    this.#over = false
    this.#failure = { error }
    return true
  }

  /** Lets the position stay, while lines are gathered that are handed out together; answers what lets it go. */
  hold(): () => void {
    this.#held = this.position
    return () => {
      this.#held = undefined
    }
  }

  /** Ends the reading at once, whatever is under way. */
  async close(): Promise<void> {
    this.#closed = true
    this.ready = 0
    if (this.#over) return
    this.#over = true
    await this.#open().close()
  }

  #moved(found: boolean): boolean {
    if (found) {
      this.at = 0
      this.ready = this.block.count
    }
    return found
  }

  #open(): LineBlocks {
    this.#blocks ??= new LineBlocks(this.#source, this.#settings, this.#start, () => {
      this.ready = 0
    })
    return this.#blocks
  }
}
