import { type BudgetLike, type ByteSize, parseBytes } from '@plimsoll/bytes'
import type { FileBackend } from '@plimsoll/files'
import type { WorkerPort } from '@plimsoll/workers'
import { type CleanupPlan, type CleanupRules, hourMs } from './cleanup.js'
import { checkCodec, type FrameCodec, raw } from './codec/frame-codec.js'
import { bytesOf, dtypes } from './dtype.js'
import type { ReadPlan, SessionPlan } from './engine.js'
import { FrameStorageError } from './errors.js'
import type { Dtype } from './frame.js'
import { maxFrames } from './frame-table.js'
import type { Json } from './session-header.js'
import { sessionFile } from './session-name.js'
import { shown } from './shown.js'

/** Where sessions are. */
export interface BackendOptions {
  /**
   * Where the files lie, as a value of `@plimsoll/files`.
   *
   * @defaultValue `platformFiles({ directory: 'plimsoll-frames' })`: a folder of the working directory in Node, of the
   * origin private file system in browsers
   */
  readonly backend?: FileBackend
}

/** How sessions are found. */
export interface SessionOptions extends BackendOptions {
  /**
   * How long to wait, in milliseconds, for whoever has the session open. The default outlasts the reload of a page, whose
   * former self lets go a moment after the new one starts.
   *
   * @defaultValue 5000
   */
  readonly lockTimeoutMs?: number
}

/** Which sessions {@link FrameStorage.cleanup} deletes, and where. */
export interface CleanupOptions extends BackendOptions, CleanupRules {
  /**
   * Deletes those, too, of which nobody said that all frames are there: what was interrupted, and nobody went on with.
   *
   * @defaultValue false
   */
  readonly unfinished?: boolean
}

/** How a session is opened, to be written or read. */
export interface OpeningOptions {
  /**
   * The session's name. Files are named by it, so that it has 180 places: letters and digits of ASCII, `-`, `_` and `.` take
   * one, others five for each of their bytes in UTF-8, a Chinese character fifteen. One that exists is opened with all its
   * frames.
   */
  readonly session: string
  /**
   * Its name as a {@link @plimsoll/bytes!MemoryConsumer}.
   *
   * @defaultValue `frames of "<session>"`
   */
  readonly name?: string
  /**
   * Where frames on their way and the table are reserved before they are held: a `MemoryBudget`, or what has its shape.
   * `storeFrame`, `getFrame` and `getAllFrames` wait for room, or fail as it does. A grid that is copied while it waits for
   * its turn is held beyond the budget: so await `storeFrame`.
   *
   * @defaultValue no bound
   */
  readonly budget?: BudgetLike
  /**
   * Starts this package's worker, for bundlers that do not find it and for pages whose scripts come from elsewhere. Used
   * in pages alone.
   *
   * @defaultValue the file `frame-storage.worker.js` beside this one
   */
  readonly worker?: () => WorkerPort
}

/** What {@link FrameStorage.open} opens to be read alone, beside whoever writes it. */
export interface ReadFrameStorageOptions<D extends Dtype = Dtype> extends BackendOptions, OpeningOptions {
  /**
   * Stores nothing and keeps nobody from writing; the session must exist, and nothing is made where it does not. While it is
   * open a lock of its own says that it is in use, so that nobody deletes it; files beside its frames tell when it was last
   * used.
   */
  readonly readOnly: true
  /**
   * The axes that its grids must have.
   *
   * @defaultValue those they have
   */
  readonly shape?: readonly number[]
  /**
   * The type that their cells must have.
   *
   * @defaultValue the one they have
   */
  readonly dtype?: D
}

/** What {@link FrameStorage.open} opens. */
export interface OpenFrameStorageOptions<D extends Dtype = 'float32'> extends SessionOptions, OpeningOptions {
  /**
   * `true` opens it beside whoever writes it: see {@link ReadFrameStorageOptions}.
   *
   * @defaultValue false
   */
  readonly readOnly?: false
  /** The axes of each grid, slowest first, such as `[rows, columns]`. */
  readonly shape: readonly number[]
  /**
   * The type of each cell.
   *
   * @defaultValue 'float32'
   */
  readonly dtype?: D
  /**
   * Anything that JSON can say, kept with the session when it is made. What an existing session has stands.
   *
   * @defaultValue nothing
   */
  readonly meta?: Json
  /**
   * How frames are written from now on: `raw()`, `auto()` or `quantize(16)`. Those that are stored are read in any case.
   *
   * @defaultValue `raw()`
   */
  readonly codec?: FrameCodec
  /**
   * How many frames are to come, with the indices from 0: when all are there, the session is finished, and may be cleaned
   * up when it is old. Without, it is finished when `finish()` of the storage says so.
   *
   * @defaultValue nobody knows
   */
  readonly frames?: number
  /**
   * What is deleted when this session is opened, and when the disk is full: other sessions that are finished, neither open
   * nor kept, and not used for so long. `false` deletes nothing.
   *
   * @defaultValue `{ olderThanMs: 3_600_000 }`
   */
  readonly cleanup?: CleanupRules | false
  /**
   * What all sessions of the backend's directory may take together on disk. What would pass it first deletes what `cleanup`
   * allows, then fails with `FRAMES_DISK_FULL`. What other tabs or processes write meanwhile is looked up once a second.
   *
   * @defaultValue no bound but the platform's
   */
  readonly maxDiskBytes?: ByteSize
}

/** How {@link FrameStorage.storeFrame} takes a grid. */
export interface StoreFrameOptions {
  /**
   * Takes the grid's buffer away instead of copying it: the grid is empty afterwards. One that is a part of a larger buffer,
   * or in shared memory, is copied all the same.
   *
   * @defaultValue false
   */
  readonly transfer?: boolean
}

/** How {@link FrameStorage.getFrame} hands out a grid. */
export interface GetFrameOptions<G> {
  /**
   * A grid to fill and hand back.
   *
   * @defaultValue a new one
   */
  readonly into?: G
}

/** Which frames {@link FrameStorage.getAllFrames} hands out. */
export interface GetAllFramesOptions {
  /**
   * The first index.
   *
   * @defaultValue 0
   */
  readonly from?: number
  /**
   * The index before which to stop.
   *
   * @defaultValue one more than the highest that is stored when the iteration starts
   */
  readonly to?: number
  /**
   * How many frames are read ahead of the one that is handed out.
   *
   * @defaultValue 1
   */
  readonly prefetch?: number
}

/** Which frames {@link FrameStorage.getSeries} looks at. */
export type GetSeriesOptions = Omit<GetAllFramesOptions, 'prefetch'>

/** Which range {@link FrameStorage.computeGlobalRange} answers. */
export interface GlobalRangeOptions {
  /**
   * Leaves outliers out: `min` and `max` are these percentiles, as shares from 0 to 1; `true` means the 2nd and the 98th.
   *
   * @defaultValue false
   */
  readonly robust?: boolean | readonly [low: number, high: number]
}

/** Which frames {@link FrameStorage.missing} looks at. */
export interface MissingOptions {
  /**
   * The index before which to stop.
   *
   * @defaultValue one more than the highest that is stored
   */
  readonly to?: number
}

// A record tells its length in 32 bits.
const maxFrameBytes = 2 ** 31

const common = ['session', 'shape', 'dtype', 'backend', 'name', 'budget', 'worker', 'readOnly'] as const
const forWriting = [...common, 'codec', 'meta', 'lockTimeoutMs', 'frames', 'cleanup', 'maxDiskBytes'] satisfies Array<
  keyof OpenFrameStorageOptions
>
const forReading = [...common] satisfies Array<keyof ReadFrameStorageOptions>

/** What the options of an opening say. */
export interface OpeningPlan {
  readonly engine: SessionPlan
  readonly frames: number | undefined
}

/** Answers what to open, all options checked. */
export function checkOptions(options: OpenFrameStorageOptions<Dtype>): OpeningPlan {
  checkObject('FrameStorage.open', options, forWriting)
  checkBackend(options.backend)
  checkBudget(options.budget)
  const { session, shape, dtype = 'float32', codec = raw(), meta, lockTimeoutMs = 5000 } = options
  const { frames, cleanup = {}, maxDiskBytes, readOnly } = options
  if (readOnly !== undefined && readOnly !== false) throw invalid(`readOnly ${shown(readOnly)}; use true or false`)
  sessionFile(session)
  checkDtype(dtype)
  const steps = checkShape(shape, dtype)
  checkTimeout(lockTimeoutMs)
  if (frames !== undefined && !(Number.isSafeInteger(frames) && frames > 0 && frames <= maxFrames)) {
    throw invalid(`frames ${shown(frames)}; say how many are to come, from 1 to ${maxFrames}, or leave it out`)
  }
  const header = { session, shape: steps, dtype }
  const engine = {
    header: meta === undefined ? header : { ...header, meta: checkMeta(meta) },
    lockTimeoutMs,
    codec: checkCodec(codec),
    disk: {
      maxDiskBytes: maxDiskBytes === undefined ? undefined : parseBytes(maxDiskBytes),
      cleanup: cleanup === false ? undefined : checkCleanup('cleanup', cleanup, ['olderThanMs']),
    },
  }
  return { engine, frames }
}

/** Answers what to open to be read, all options checked. */
export function checkReadOptions(options: ReadFrameStorageOptions): ReadPlan {
  checkObject('FrameStorage.open with readOnly: true', options, forReading)
  checkBackend(options.backend)
  checkBudget(options.budget)
  const { session, shape, dtype } = options
  sessionFile(session)
  if (dtype !== undefined) checkDtype(dtype)
  return { session, shape: shape && checkShape(shape, dtype ?? 'float32'), dtype }
}

/** Answers what to delete, all options checked. */
export function checkCleanup(where: string, options: CleanupOptions, allowed: readonly string[]): CleanupPlan {
  checkObject(where, options, allowed)
  checkBackend(options.backend)
  const { olderThanMs = hourMs, unfinished = false } = options
  if (!(typeof olderThanMs === 'number' && olderThanMs >= 0)) {
    throw invalid(`olderThanMs ${shown(olderThanMs)} of ${where}; use milliseconds from 0`)
  }
  if (typeof unfinished !== 'boolean') throw invalid(`unfinished ${shown(unfinished)} of ${where}; use true or false`)
  return { olderThanMs, unfinished }
}

function checkDtype(dtype: Dtype): void {
  if (!dtypes.includes(dtype)) throw invalid(`dtype ${shown(dtype)}; use ${dtypes.join(', ')}`)
}

function checkShape(shape: readonly number[], dtype: Dtype): readonly number[] {
  const steps = Array.isArray(shape) ? [...(shape as readonly number[])] : []
  if (steps.length === 0 || !steps.every(count => Number.isSafeInteger(count) && count > 0)) {
    throw invalid(
      `shape ${JSON.stringify(shape)}; use whole numbers from 1, slowest axis first, such as [rows, columns]`,
    )
  }
  const frameBytes = steps.reduce((cells, count) => cells * count, bytesOf(dtype))
  if (frameBytes >= maxFrameBytes) {
    throw invalid(
      `shape ${JSON.stringify(shape)} of ${dtype} makes ${frameBytes} bytes a frame; use less than ${maxFrameBytes}`,
    )
  }
  return steps
}

/** Refuses what are no options, and options that there are not. */
export function checkObject(where: string, options: unknown, allowed: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    const example = where.startsWith('FrameStorage.open') ? "{ session: 'heat', shape: [rows, columns] }" : 'an object'
    throw invalid(`${where} was given ${shown(options)}; give it ${example}`)
  }
  // One that is misspelt would leave its default standing, and the session would be made with that.
  const unknown = Object.keys(options).find(key => !allowed.includes(key))
  if (unknown === undefined) return
  throw invalid(`there is no option ${shown(unknown)} of ${where}; use ${allowed.join(', ')}`)
}

/** Refuses what is no backend, such as the path of a folder. */
export function checkBackend(backend: unknown): void {
  if (backend === undefined) return
  const { open, list, remove, lock } = (backend ?? {}) as Partial<Record<string, unknown>>
  if ([open, list, remove, lock].every(method => typeof method === 'function')) return
  const cure = "give a value of @plimsoll/files, such as platformFiles({ directory: 'frames' })"
  throw invalid(`backend ${shown(backend)}; ${cure}`)
}

function checkBudget(budget: unknown): void {
  if (budget === undefined || typeof (budget as Partial<BudgetLike> | null)?.register === 'function') return
  throw invalid(`budget ${shown(budget)}; give a MemoryBudget, or what has register()`)
}

/** Refuses a wait that is none. */
export function checkTimeout(lockTimeoutMs: number): void {
  if (typeof lockTimeoutMs === 'number' && lockTimeoutMs >= 0) return
  throw invalid(`lockTimeoutMs ${shown(lockTimeoutMs)}; use milliseconds from 0`)
}

function checkMeta(meta: Json): Json {
  try {
    const text: string | undefined = JSON.stringify(meta)
    if (text !== undefined) return JSON.parse(text) as Json
  } catch (cause) {
    throw new FrameStorageError('FRAMES_INVALID_OPTIONS', 'meta cannot be written as JSON; use plain data', { cause })
  }
  throw invalid(`meta is a ${typeof meta}; use what JSON can say`)
}

function invalid(message: string): FrameStorageError {
  return new FrameStorageError('FRAMES_INVALID_OPTIONS', message)
}
