import type { FileBackend } from '@plimsoll/files'
import type { WorkerPort } from '@plimsoll/workers'
import { checkCodec, type FrameCodec, raw } from './codec/frame-codec.js'
import { bytesOf, dtypes } from './dtype.js'
import type { SessionPlan } from './engine.js'
import { FrameStorageError } from './errors.js'
import type { Dtype } from './frame.js'
import { sessionFile } from './session.js'
import type { Json } from './session-header.js'
import { shown } from './shown.js'

/** How sessions are found. */
export interface SessionOptions {
  /**
   * Where the files lie, as a value of `@plimsoll/files`.
   *
   * @defaultValue `platformFiles({ directory: 'plimsoll-frames' })`: a folder of the working directory in Node, of the
   * origin private file system in browsers
   */
  readonly backend?: FileBackend
  /**
   * How long to wait, in milliseconds, for whoever has the session open. The default outlasts the reload of a page, whose
   * former self lets go a moment after the new one starts.
   *
   * @defaultValue 5000
   */
  readonly lockTimeoutMs?: number
}

/** What {@link FrameStorage.open} opens. */
export interface OpenFrameStorageOptions<D extends Dtype = 'float32'> extends SessionOptions {
  /** The session's name: any text of up to 180 characters. One that exists is opened with all its frames. */
  readonly session: string
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
   * Its name as a {@link @plimsoll/bytes!MemoryConsumer}.
   *
   * @defaultValue `frames of "<session>"`
   */
  readonly name?: string
  /**
   * Starts this package's worker, for bundlers that do not find it and for pages whose scripts come from elsewhere. Used
   * in pages alone.
   *
   * @defaultValue the file `frame-storage.worker.js` beside this one
   */
  readonly worker?: () => WorkerPort
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

const allowed = [
  'session',
  'shape',
  'dtype',
  'codec',
  'meta',
  'backend',
  'lockTimeoutMs',
  'name',
  'worker',
] satisfies Array<keyof OpenFrameStorageOptions>

/** Answers what to open, all options checked. */
export function checkOptions(options: OpenFrameStorageOptions<Dtype>): SessionPlan {
  checkObject(options)
  checkBackend(options.backend)
  const { session, shape, dtype = 'float32', codec = raw(), meta, lockTimeoutMs = 5000 } = options
  sessionFile(session)
  if (!dtypes.includes(dtype)) throw invalid(`dtype ${shown(dtype)}; use ${dtypes.join(', ')}`)
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
  checkTimeout(lockTimeoutMs)
  const header = { session, shape: steps, dtype }
  return {
    header: meta === undefined ? header : { ...header, meta: checkMeta(meta) },
    lockTimeoutMs,
    codec: checkCodec(codec),
  }
}

function checkObject(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw invalid(`FrameStorage.open was given ${shown(options)}; give it { session: 'heat', shape: [rows, columns] }`)
  }
  // One that is misspelt would leave its default standing, and the session would be made with that.
  const unknown = Object.keys(options).find(key => !(allowed as string[]).includes(key))
  if (unknown === undefined) return
  throw invalid(`there is no option ${shown(unknown)} of FrameStorage.open; use ${allowed.join(', ')}`)
}

/** Refuses what is no backend, such as the path of a folder. */
export function checkBackend(backend: unknown): void {
  if (backend === undefined) return
  const { open, list, remove, lock } = (backend ?? {}) as Partial<Record<string, unknown>>
  if ([open, list, remove, lock].every(method => typeof method === 'function')) return
  const cure = "give a value of @plimsoll/files, such as platformFiles({ directory: 'frames' })"
  throw invalid(`backend ${shown(backend)}; ${cure}`)
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
