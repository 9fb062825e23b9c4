import type { MemoryConsumer, MemoryUsage } from '@plimsoll/bytes'
import type { FileBackend } from '@plimsoll/files'
import { OpenSession } from './engine/open-session.js'
import { defaultBackend, type Opened, openToRead, openToWrite } from './engine/opening.js'
import { regionOf, type Selection } from './engine/selection.js'
import { FrameStorageError } from './errors.js'
import type { Dtype, Frame, FrameSeries, FrameSlice, GridOf } from './frame.js'
import type {
  GetAllFramesOptions,
  GetFrameOptions,
  GetSeriesOptions,
  GlobalRangeOptions,
  MissingOptions,
  StoreFrameOptions,
} from './options/call-options.js'
import { checkBound, checkGrid, checkIndex, checkShares, checkTime } from './options/check-arguments.js'
import { checkBackend, checkCleanup, checkObject, checkTimeout, invalid } from './options/check-options.js'
import type {
  BackendOptions,
  CleanupOptions,
  OpenFrameStorageOptions,
  ReadFrameStorageOptions,
  SessionOptions,
} from './options/opening-options.js'
import { describeFrame, type FrameDescription } from './record/frame-description.js'
import type { Recovery } from './record/recover.js'
import type { GlobalRange } from './record/statistics.js'
import { type CleanupReport, cleanUp } from './session/cleanup.js'
import type { Completion } from './session/completion.js'
import type { Json } from './session/session-header.js'
import { deleteSession, keepSession, listSessions, type SessionInfo } from './session/stored-sessions.js'
import { shown } from './shown.js'

/**
 * A long sequence of grids on disk, of which memory holds those alone that are on their way.
 *
 * Frames may come in any order, and again: the last of an index stands. What was reported stored is found again after a
 * crash of the process or tab.
 *
 * A session has one writer: where workers make the frames, they hand them (transferred) to the one that has it open. Others
 * read beside it with `readOnly: true`, and whoever waits to write has it when the writer's tab or process ends.
 *
 * @example
 * ```ts
 * const storage = await FrameStorage.open({ session: 'heat', shape: [200, 300] })
 * await storage.storeFrame(0, new Float32Array(200 * 300), 0.5)
 * storage.computeGlobalRange().max // 0
 * for await (const { index, t, grid } of storage.getAllFrames()) draw(grid)
 * await storage.close()
 * ```
 */
export class FrameStorage<D extends Dtype = 'float32'> implements MemoryConsumer {
  static {
    if (Symbol.asyncDispose) {
      Object.defineProperty(FrameStorage.prototype, Symbol.asyncDispose, {
        configurable: true,
        value(this: FrameStorage) {
          return this.close()
        },
      })
    }
  }

  /** As {@link FrameStorage.close}, for `await using`. Missing where the platform has no `Symbol.asyncDispose`. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>
  /** What reports call it. */
  readonly name: string
  /** The session's name. */
  readonly session: string
  /** The axes of each grid, slowest first. */
  readonly shape: readonly number[]
  /** The type of each cell. */
  readonly dtype: D
  /** What was kept with the session when it was made. */
  readonly meta: Json | undefined
  /** Bytes of each grid. */
  readonly frameBytes: number
  /** What the opening found broken; all zeros where nothing was. */
  readonly recovered: Recovery
  /** What the opening deleted of other sessions. */
  readonly cleaned: CleanupReport
  /** Whether it was opened to be read alone. */
  readonly readOnly: boolean
  readonly #opened: OpenSession
  readonly #completion: Completion

  private constructor(opened: Opened) {
    const { access, completion, cleaned, readOnly, name } = opened
    const { session, shape, dtype, meta } = access.header
    this.cleaned = cleaned
    this.readOnly = readOnly
    this.session = session
    this.name = name ?? `frames of "${session}"`
    this.shape = Object.freeze([...shape])
    this.dtype = dtype as D
    this.meta = meta
    this.recovered = access.recovery
    this.#completion = completion
    this.#opened = new OpenSession(opened)
    this.frameBytes = this.#opened.frameBytes
  }

  /**
   * Opens a session, with all frames it has, or makes it. Nobody else can write it until it is closed; with
   * `readOnly: true` it is opened beside whoever writes it, with what is stored by then.
   *
   * @throws {@link FrameStorageError} `FRAMES_INVALID_OPTIONS`; `FRAMES_SESSION_LOCKED` where it is open elsewhere for
   * longer than `lockTimeoutMs`; `FRAMES_SESSION_MISMATCH` where it holds grids of another shape or type;
   * `FRAMES_UNKNOWN_VERSION` where another version of this package wrote it; `FRAMES_DAMAGED` where its first page cannot
   * be read; `FRAMES_NO_SESSION` where there is none to be read. Whatever is thrown, the file stays as it is
   */
  static async open<D extends Dtype = Dtype>(options: ReadFrameStorageOptions<D>): Promise<FrameStorage<D>>
  static async open<D extends Dtype = 'float32'>(options: OpenFrameStorageOptions<D>): Promise<FrameStorage<D>>
  static async open<D extends Dtype>(
    options: OpenFrameStorageOptions<D> | ReadFrameStorageOptions<D>,
  ): Promise<FrameStorage<D>> {
    const opened = await (options?.readOnly === true ? openToRead(options) : openToWrite(options))
    let storage: FrameStorage<D> | undefined
    try {
      storage = new FrameStorage<D>(opened)
      await storage.#opened.begin(storage)
      return storage
    } catch (error) {
      await (storage ?? opened.access).close().catch(() => {})
      throw error
    }
  }

  /**
   * Answers the sessions of a backend that can be opened, those that are open too.
   *
   * @throws {@link FrameStorageError} `FRAMES_INVALID_OPTIONS`
   */
  static async sessions(options: BackendOptions = {}): Promise<SessionInfo[]> {
    return listSessions(backendOf('FrameStorage.sessions', options))
  }

  /**
   * Deletes a session.
   *
   * @returns whether there was one
   * @throws {@link FrameStorageError} `FRAMES_INVALID_OPTIONS`; `FRAMES_SESSION_LOCKED` where it is open for longer than
   * `lockTimeoutMs`, or being read
   */
  static async delete(session: string, options: SessionOptions = {}): Promise<boolean> {
    const backend = backendOf('FrameStorage.delete', options, ['backend', 'lockTimeoutMs'])
    const { lockTimeoutMs = 5000 } = options
    checkTimeout(lockTimeoutMs)
    return deleteSession(backend, session, lockTimeoutMs)
  }

  /**
   * Marks a session to stay: no cleaning up deletes it. Also while it is open, here or elsewhere.
   *
   * @returns whether there is such a session
   * @throws {@link FrameStorageError} `FRAMES_INVALID_OPTIONS`
   */
  static async keep(session: string, options: BackendOptions = {}): Promise<boolean> {
    return keepSession(backendOf('FrameStorage.keep', options), session, true)
  }

  /**
   * Takes the mark of {@link FrameStorage.keep} away.
   *
   * @returns whether there is such a session
   * @throws {@link FrameStorageError} `FRAMES_INVALID_OPTIONS`
   */
  static async unkeep(session: string, options: BackendOptions = {}): Promise<boolean> {
    return keepSession(backendOf('FrameStorage.unkeep', options), session, false)
  }

  /**
   * Deletes the sessions that are finished, that nobody has open or marked to be kept, and that were not used for
   * `olderThanMs`: neither opened, nor read or written. Each {@link FrameStorage.open} does the same.
   *
   * @throws {@link FrameStorageError} `FRAMES_INVALID_OPTIONS`
   */
  static async cleanup(options: CleanupOptions = {}): Promise<CleanupReport> {
    const plan = checkCleanup('FrameStorage.cleanup', options, ['olderThanMs', 'unfinished', 'backend'])
    return cleanUp(options.backend ?? defaultBackend(), plan)
  }

  /** Frames that are stored; kept after closing. */
  get count(): number {
    return this.#opened.access.table.count
  }

  /** One more than the highest index that is stored; kept after closing. */
  get end(): number {
    return this.#opened.access.table.end
  }

  /** How many frames are to come, where it was said at this opening. */
  get frames(): number | undefined {
    return this.#completion.expected
  }

  /**
   * Stores a frame, in place of the one of that index where there is one.
   *
   * Resolves when it is on the file. The grid is copied before this returns, so that it may be used again at once.
   *
   * @param index - its place in the sequence; any order, gaps may stay
   * @param grid - its values, flat, as many as the shape has cells
   * @param t - its point on the time axis; the index where none is given
   * @throws {@link FrameStorageError} `FRAMES_INVALID_INDEX`, `FRAMES_INVALID_GRID`, `FRAMES_INVALID_TIME`,
   * `FRAMES_INVALID_OPTIONS`, `FRAMES_CLOSED`, `FRAMES_READ_ONLY`; `FRAMES_DISK_FULL` where it would pass `maxDiskBytes`;
   * `FRAMES_FAILED` where nobody knows any longer what the disk has; `FilesError` `FILES_FULL` where it is full. Each leaves
   * all former frames as they are
   */
  async storeFrame(index: number, grid: GridOf[D], t = index, options: StoreFrameOptions = {}): Promise<void> {
    checkObject('storeFrame', options, ['transfer'])
    checkIndex(index)
    checkTime(t)
    checkGrid(`grid of frame ${index}`, grid, this.dtype, this.shape)
    const { transfer = false } = options
    if (typeof transfer !== 'boolean') throw invalid(`transfer ${shown(transfer)} of storeFrame; use true or false`)
    await this.#opened.store(index, grid, t, transfer)
  }

  /**
   * Says that all frames are there, so that the session may be cleaned up when it is old. Where `frames` was given to
   * {@link FrameStorage.open}, that goes by itself. A frame that is stored after it takes it back.
   *
   * @throws {@link FrameStorageError} `FRAMES_CLOSED`, `FRAMES_READ_ONLY`; what the file system refuses
   */
  async finish(): Promise<void> {
    await this.#opened.finish()
  }

  /** Whether all frames are there: as many as `frames` said, or said by `finish()` of the storage. A reader has it from its opening. */
  get finished(): boolean {
    return this.#completion.finished
  }

  /**
   * Looks what was stored elsewhere since: for one that was opened with `readOnly: true`; a writer has all there is.
   *
   * @returns how many frames were stored since
   * @throws {@link FrameStorageError} `FRAMES_CLOSED`; `FRAMES_NO_SESSION` where the session was deleted or begun anew
   */
  async refresh(): Promise<number> {
    return this.#opened.refresh()
  }

  /**
   * Reads a frame.
   *
   * @returns the frame, whose grid is the caller's; `undefined` where there is none of that index
   * @throws {@link FrameStorageError} `FRAMES_DAMAGED` where its bytes are not what was stored: once, for it is missing from
   * then on, until it is stored again; `FRAMES_INVALID_INDEX`, `FRAMES_INVALID_OPTIONS`,
   * `FRAMES_INVALID_GRID` for an `into` that does not fit, `FRAMES_CLOSED`
   */
  async getFrame(index: number, options: GetFrameOptions<GridOf[D]> = {}): Promise<Frame<GridOf[D]> | undefined> {
    checkIndex(index)
    checkObject('getFrame', options, ['into'])
    const { into } = options
    if (into !== undefined) checkGrid(`into for frame ${index}`, into, this.dtype, this.shape)
    const found = await this.#opened.load(index, into)
    return found && { index, t: found.t, grid: found.grid as GridOf[D] }
  }

  /**
   * Hands out the frames in the order of their indices, those that are missing left out. Called again after
   * `FRAMES_DAMAGED`, it leaves out what was damaged, and `missing` names it.
   *
   * @throws {@link FrameStorageError} as {@link FrameStorage.getFrame}; `FRAMES_INVALID_RANGE`
   */
  async *getAllFrames(options: GetAllFramesOptions = {}): AsyncGenerator<Frame<GridOf[D]>, void, undefined> {
    checkObject('getAllFrames', options, ['from', 'to', 'prefetch'])
    const { from = 0, to = this.end, prefetch = 1 } = options
    for (const [name, value] of Object.entries({ from, to, prefetch })) checkBound(name, value)
    yield* this.#opened.frames(from, to, prefetch) as AsyncGenerator<Frame<GridOf[D]>, void, undefined>
  }

  /**
   * Reads a part of a frame: a row, a column, a window, a cell.
   *
   * Of a frame that is stored raw, that part alone is read, and its checksum, which is that of the whole frame, is not looked
   * at: {@link FrameStorage.getFrame} does. A compressed or quantized frame is read, checked and decoded whole.
   *
   * @param selection - for each axis, slowest first: a number, which leaves the axis out of the result, `[from, to]` up to
   * below `to`, or `null` for all of it, which later axes need not say
   * @returns the part, whose grid is the caller's; `undefined` where there is no such frame
   * @throws {@link FrameStorageError} `FRAMES_INVALID_INDEX`, `FRAMES_INVALID_SELECTION`, `FRAMES_DAMAGED`,
   * `FRAMES_UNSUPPORTED_CODEC`, `FRAMES_CLOSED`
   *
   * @example
   * ```ts
   * const row = await storage.getSlice(0, [7])
   * const column = await storage.getSlice(0, [null, 7])
   * const window = await storage.getSlice(0, [[10, 20], [0, 5]]) // shape [10, 5]
   * ```
   */
  async getSlice(index: number, selection: Selection): Promise<FrameSlice<GridOf[D]> | undefined> {
    checkIndex(index)
    const region = regionOf(selection, this.shape)
    const found = await this.#opened.loadPart(index, region)
    return found && { index, t: found.t, shape: region.shape, grid: found.grid as GridOf[D] }
  }

  /**
   * Reads one cell of all frames, in the order of their indices, those that are missing left out. Frames are read as by
   * {@link FrameStorage.getSlice}: of raw ones a few bytes each, without a look at their checksums.
   *
   * @param cell - its place on each axis, slowest first
   * @throws {@link FrameStorageError} as {@link FrameStorage.getSlice}; `FRAMES_INVALID_RANGE`, `FRAMES_INVALID_OPTIONS`
   */
  async getSeries(cell: readonly number[], options: GetSeriesOptions = {}): Promise<FrameSeries<GridOf[D]>> {
    const { table } = this.#opened.toRead()
    checkObject('getSeries', options, ['from', 'to'])
    const { from = 0, to = table.end } = options
    for (const [name, value] of Object.entries({ from, to })) checkBound(name, value)
    const region = regionOf(cell, this.shape)
    if (region.cells !== 1 || region.shape.length > 0) {
      const message = `cell ${JSON.stringify(cell)} of frames of shape [${this.shape.join(', ')}]; give its place on each axis`
      throw new FrameStorageError('FRAMES_INVALID_SELECTION', message)
    }
    return (await this.#opened.loadCells(region, from, to)) as FrameSeries<GridOf[D]>
  }

  /**
   * Answers the range of all values that are stored, in `O(1)`: it is kept while storing, and after closing. A frame that
   * was stored twice counts once, as it stands.
   *
   * With `robust`, `min` and `max` are percentiles of the finite values, so that a few outliers do not take all colours to
   * themselves. They are estimated from up to 65,536 values (one of each frame where there are more), taken at random
   * places that are spread over each frame, 256 to 1024 of one frame; exact where frames have 256 cells or less and all fit.
   * With n values the share of cells below an answer is off by at most `1.63 / sqrt(n)` in 99 of 100 cases, 0.7 % of all
   * cells from 60,000 on (Dvoretzky, Kiefer and Wolfowitz, 1956, with the constant of Massart, 1990), and near both ends by
   * far less: `2.6 * sqrt(p * (1 - p) / n)`. Sorts these values, once until a frame is stored.
   *
   * @throws {@link FrameStorageError} `FRAMES_INVALID_OPTIONS`; `FRAMES_INVALID_RANGE` for shares that are none; with
   * `robust` `FRAMES_CLOSED`
   */
  computeGlobalRange(options: GlobalRangeOptions = {}): GlobalRange {
    checkObject('computeGlobalRange', options, ['robust'])
    const { robust = false } = options
    const { range } = this.#opened.access.table
    if (robust === false) return { ...range }
    const [min, max] = this.#opened.quantiles(checkShares(robust))
    return { ...range, min: min as number, max: max as number }
  }

  /**
   * Answers what is known of a frame without reading it; `undefined` where there is none.
   *
   * @throws {@link FrameStorageError} `FRAMES_INVALID_INDEX`, `FRAMES_CLOSED`
   */
  describe(index: number): FrameDescription | undefined {
    checkIndex(index)
    return describeFrame(index, this.#opened.toRead().table)
  }

  /**
   * Whether a frame is stored.
   *
   * @throws {@link FrameStorageError} `FRAMES_CLOSED`
   */
  has(index: number): boolean {
    return this.#opened.toRead().table.has(index)
  }

  /**
   * Answers the indices below `to` that are not stored, in order: where to go on, if the opening was told by `frames` how many
   * there are to be.
   *
   * @throws {@link FrameStorageError} `FRAMES_INVALID_OPTIONS`, `FRAMES_INVALID_RANGE`, `FRAMES_CLOSED`
   */
  missing(options: MissingOptions = {}): number[] {
    checkObject('missing', options, ['to'])
    const { to = this.frames ?? this.end } = options
    checkBound('to', to)
    return this.#opened.toRead().table.missing(to)
  }

  /** Resolves when what was stored outlasts a power cut, as far as the platform can tell. A crash needs no flush. */
  async flush(): Promise<void> {
    const access = this.#opened.toRead()
    if (!this.readOnly) await access.flush()
  }

  /**
   * Waits for what is being stored, then gives the session and all memory free; may be called twice. What still waits for
   * room in a `budget` is refused with `FRAMES_CLOSED`: nobody knows whether there will ever be some.
   */
  close(): Promise<void> {
    return this.#opened.close()
  }

  /**
   * Answers the frames on their way, one buffer that is kept for the next copy, and the table of those that are stored: 72 bytes
   * and a sample of its values for each, and 4 for each index; twice that in pages, whose worker has it, too.
   */
  memoryUsage(): MemoryUsage {
    return this.#opened.memoryUsage()
  }

  /** Gives back the buffer that is kept for the next copy; frames on their way stay. */
  reclaim(_bytes: number): number {
    return this.#opened.reclaim()
  }
}

// A misspelt backend would have the default folder meant.
function backendOf(call: string, options: BackendOptions, names: readonly string[] = ['backend']): FileBackend {
  checkObject(call, options, names)
  const { backend = defaultBackend() } = options
  checkBackend(backend)
  return backend
}
