import type { BudgetLike, ByteSize } from '@plimsoll/bytes'
import type { FileBackend } from '@plimsoll/files'
import type { WorkerPort } from '@plimsoll/workers'
import type { FrameCodec } from '../codec/frame-codec.js'
import type { Dtype } from '../frame.js'
import type { CleanupRules } from '../session/cleanup.js'
import type { Json } from '../session/session-header.js'

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
   * What stores and reads frames waits for room, or fails as it does. A frame that is compressed or quantized takes up to three
   * times its bytes while it is encoded or decoded. A grid that is copied, or taken, while it waits for its turn is held
   * beyond the budget: so await `storeFrame`.
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
   * How many frames are to come, with the indices from 0; `missing()` then tells which of them. When all are there, the
   * session is finished, and may be cleaned up when it is old. Without, it is finished when `finish()` of the storage says so.
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
