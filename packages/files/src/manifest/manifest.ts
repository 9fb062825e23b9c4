import { checkBytes } from '../check-bytes.js'
import { checkBackend, checkOptions, checkTimeout } from '../check-options.js'
import { closed, FilesError, readOnly } from '../errors.js'
import { everyStep } from '../every-step.js'
import type { FileBackend } from '../file-backend.js'
import type { FileLock } from '../lock.js'
import { disposeBy, type RandomAccessFile } from '../random-access-file.js'
import { readSlot, type Slot, writeSlot } from './slot.js'

/** How a {@link Manifest} is opened. */
export interface ManifestOptions {
  /**
   * Read alone: takes no lock and changes nothing. The manifest must exist.
   *
   * @defaultValue false
   */
  readonly readOnly?: boolean
  /**
   * How long to wait, in milliseconds, for whoever has it open for writing.
   *
   * @defaultValue 5000
   */
  readonly lockTimeoutMs?: number
  /** Gives up waiting for them; the promise rejects with the signal's reason. What is open stays so. */
  readonly signal?: AbortSignal
}

/** What the opening of a manifest found. */
export interface ManifestRecovery {
  /** Bytes of a replacement that a crash cut short; 0 where there was none. */
  readonly droppedBytes: number
}

const cure = 'give an object: Manifest.open(files, name, { readOnly: true })'
// The other file is written while the one that counts is left alone.
const slotNames = ['.a', '.b'] as const
const readerAttempts = 5

/**
 * A small file that is replaced as a whole: after any crash it holds the old content or the new, never neither.
 *
 * It is two files, `<name>.a` and `<name>.b`. A replacement is written over the older one and flushed; from then on it
 * counts, since its number is higher. The content is kept in memory.
 *
 * @example
 * ```ts
 * await using manifest = await Manifest.open(files, 'runs/state')
 * await manifest.replace(new TextEncoder().encode('{"runs":1}'))
 * new TextDecoder().decode(manifest.content) // '{"runs":1}'
 * ```
 */
export class Manifest {
  /** The name it was opened by. */
  readonly name: string
  /** What the opening found. */
  readonly recovery: ManifestRecovery
  /** As {@link Manifest.close}. Missing where the platform has no `Symbol.asyncDispose`. */
  declare [Symbol.asyncDispose]: () => Promise<void>
  readonly #files: readonly RandomAccessFile[]
  readonly #lock: FileLock | undefined
  #current: number
  #sequence: number
  #content: Uint8Array
  #last: Promise<unknown> = Promise.resolve()
  #closed: Promise<void> | undefined

  private constructor(name: string, files: readonly RandomAccessFile[], lock: FileLock | undefined, found: Found) {
    this.name = name
    this.recovery = { droppedBytes: found.droppedBytes }
    this.#files = files
    this.#lock = lock
    this.#current = found.current
    this.#sequence = found.sequence
    this.#content = found.bytes
    disposeBy(Manifest.prototype, self => self.close())
  }

  /**
   * Opens a manifest, or makes an empty one.
   *
   * @param name - a lock of this name is held while it is open for writing
   * @throws {@link FilesError} `FILES_LOCKED` where another has it open for writing, `FILES_DAMAGED` where neither file is
   * whole, which no crash brings about (they stay as they are), `FILES_UNKNOWN_VERSION`, `FILES_INVALID_OPTIONS`, and what the backend throws
   */
  static async open(files: FileBackend, name: string, options: ManifestOptions = {}): Promise<Manifest> {
    checkBackend('Manifest.open', files)
    checkOptions('Manifest.open', options, ['readOnly', 'lockTimeoutMs', 'signal'], cure)
    const { readOnly = false, lockTimeoutMs = 5000, signal } = options
    checkTimeout('Manifest.open', 'lockTimeoutMs', lockTimeoutMs)
    const lock = readOnly ? undefined : await files.lock(name, { timeoutMs: lockTimeoutMs, ...(signal && { signal }) })
    const opened: RandomAccessFile[] = []
    try {
      for (const end of slotNames) {
        opened.push(await files.open(name + end, readOnly ? { readOnly } : { create: true, timeoutMs: lockTimeoutMs }))
      }
      const found = readOnly ? await readAgain(name, opened) : await begin(name, opened)
      return new Manifest(name, opened, lock, found)
    } catch (error) {
      await everyStep(...opened.map(file => () => file.close()), () => lock?.release()).catch(() => {})
      throw error
    }
  }

  /** What stands in it; empty before the first replacement. Not to be changed. */
  get content(): Uint8Array {
    return this.#content
  }

  /** How often it was replaced since it was made. */
  get sequence(): number {
    return this.#sequence
  }

  /**
   * Replaces the content. Several calls are done in their order.
   *
   * @param content - is copied, of less than 4 GiB
   * @throws {@link FilesError} by the promise: `FILES_FULL` and others of the backend; then it still holds what it held, and
   * after a crash the old content or the new
   */
  async replace(content: Uint8Array): Promise<void> {
    if (this.#closed) throw closed(this.name)
    if (!this.#lock) throw readOnly(this.name)
    checkBytes(this.name, 'bytes', content)
    if (content.length >= 2 ** 32) {
      throw new FilesError('FILES_INVALID_RANGE', `a manifest of ${content.length} bytes; use less than 4 GiB`)
    }
    const copy = new Uint8Array(content)
    const replaced = this.#last.then(() => this.#write(copy))
    this.#last = replaced.catch(() => {})
    await replaced
  }

  /** Waits for what is being replaced and gives files and lock back; may be called twice. */
  close(): Promise<void> {
    this.#closed ??= everyStep(
      () => this.#last,
      ...this.#files.map(file => () => file.close()),
      () => this.#lock?.release(),
    )
    return this.#closed
  }

  async #write(content: Uint8Array): Promise<void> {
    const other = 1 - this.#current
    await writeSlot(this.#files[other] as RandomAccessFile, this.#sequence + 1, content)
    this.#current = other
    this.#sequence++
    this.#content = content
  }
}

interface Found {
  readonly current: number
  readonly sequence: number
  readonly bytes: Uint8Array
  readonly droppedBytes: number
}

async function begin(name: string, files: readonly RandomAccessFile[]): Promise<Found> {
  const slots = await readSlots(files)
  const found = newest(slots)
  if (found) return found
  // The first file is whole, and flushed, before anything is written to the second.
  const [first, second] = slots as [Slot, Slot]
  const isNew = first.status === 'empty' || first.status === 'begun'
  if (!isNew || second.status !== 'empty') throw damaged(name)
  const bytes = new Uint8Array(0)
  await writeSlot(files[0] as RandomAccessFile, 0, bytes)
  return { current: 0, sequence: 0, bytes, droppedBytes: first.status === 'begun' ? first.bytes : 0 }
}

// Whoever replaces it may be at one file when the first is read, and at the other when the second is.
async function readAgain(name: string, files: readonly RandomAccessFile[]): Promise<Found> {
  for (let attempt = 0; attempt < readerAttempts; attempt++) {
    const found = newest(await readSlots(files))
    if (found) return found
  }
  throw damaged(name)
}

async function readSlots(files: readonly RandomAccessFile[]): Promise<Slot[]> {
  const slots: Slot[] = []
  for (const file of files) slots.push(await readSlot(file))
  return slots
}

function newest(slots: readonly Slot[]): Found | undefined {
  let found: Found | undefined
  let droppedBytes = 0
  for (const [current, slot] of slots.entries()) {
    if (slot.status === 'torn' || slot.status === 'begun') droppedBytes += slot.bytes
    else if (slot.status === 'whole' && slot.sequence >= (found?.sequence ?? 0))
      found = { ...slot, current, droppedBytes: 0 }
  }
  return found && { ...found, droppedBytes }
}

function damaged(name: string): FilesError {
  const message = `neither "${name}.a" nor "${name}.b" is a whole manifest; remove both, or take another name`
  return new FilesError('FILES_DAMAGED', message)
}
