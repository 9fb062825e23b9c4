import { type FileBackend, Manifest } from '@plimsoll/files'
import { checkKeys, StreamError, shown } from '../errors.js'
import type { Checkpoint, CheckpointLoad, CheckpointState } from './checkpoint.js'
import { later } from './timer.js'

/** How a {@link checkpointFile} is kept. */
export interface CheckpointFileOptions {
  /**
   * Write at most once in so many milliseconds; 0 writes after each chunk, and waits for the disk. A killed run does again
   * what it did since it was last written.
   *
   * @defaultValue 1000
   */
  readonly everyMs?: number
  /**
   * How long to wait, in milliseconds, for another run that has it.
   *
   * @defaultValue 5000
   */
  readonly lockTimeoutMs?: number
}

/** A checkpoint in a file. One run has it at a time; when that has ended, another may. */
export interface CheckpointFile extends Checkpoint {
  /** The name it has among the files. */
  readonly name: string
  /**
   * Answers what was saved; nothing in a new one.
   *
   * @param options - `signal` gives up waiting for another run that has it
   */
  load(options?: CheckpointLoad): Promise<CheckpointState | undefined>
  /** Saves, or puts it off until `everyMs` have passed. */
  save(state: CheckpointState): Promise<void>
  /** Writes what was put off, and lets go of the file. */
  close(): Promise<void>
  /**
   * Removes what was saved, damaged or not, so that the next run begins at the beginning.
   *
   * @throws FilesError `FILES_LOCKED` while a run has it
   */
  clear(): Promise<void>
}

/**
 * Keeps a checkpoint in a file that holds the old state or the new one after any crash.
 *
 * While a run has it, a lock of its name is held: another run fails with `FILES_LOCKED` of `@plimsoll/files`, also in
 * another process or tab. The lock of a run that was killed ends with it. Files that no crash leaves so, those of which
 * something was cut off or overwritten, fail with `FILES_DAMAGED`, until they are cleared.
 *
 * @param files - where: `platformFiles({ directory })` of `@plimsoll/files`, or another backend
 * @param name - two files, `<name>.a` and `<name>.b`
 * @throws {@link StreamError} `STREAM_INVALID_OPTIONS`
 *
 * @example
 * ```ts
 * const checkpoint = checkpointFile(platformFiles({ directory: 'state' }), 'import')
 * await process(rows, insert, { checkpoint, id: 'orders-2024' }).finish()
 * ```
 */
export function checkpointFile(files: FileBackend, name: string, options: CheckpointFileOptions = {}): CheckpointFile {
  if (typeof files?.open !== 'function') {
    const text = `the files are ${shown(files)}; give a backend: checkpointFile(platformFiles({ directory }), name)`
    throw new StreamError('STREAM_INVALID_OPTIONS', text)
  }
  if (typeof name !== 'string' || name === '') {
    throw new StreamError('STREAM_INVALID_OPTIONS', `the name is ${shown(name)}; give the name of a file`)
  }
  checkKeys('checkpointFile', options, ['everyMs', 'lockTimeoutMs'])
  const { everyMs = 1000, lockTimeoutMs = 5000 } = options
  for (const [option, value] of Object.entries({ everyMs, lockTimeoutMs })) {
    if (typeof value === 'number' && value >= 0 && value < 2 ** 31) continue
    throw new StreamError(
      'STREAM_INVALID_OPTIONS',
      `${option} is ${shown(value)}; give milliseconds, from 0 to some days`,
    )
  }
  return new ManifestCheckpoint(files, name, everyMs, lockTimeoutMs)
}

class ManifestCheckpoint implements CheckpointFile {
  readonly name: string
  readonly #files: FileBackend
  readonly #everyMs: number
  readonly #lockTimeoutMs: number
  #manifest: Manifest | undefined
  #putOff: CheckpointState | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #writtenMs = Number.NEGATIVE_INFINITY
  /** The last write that nobody waited for; and that one has failed. */
  #writing: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(files: FileBackend, name: string, everyMs: number, lockTimeoutMs: number) {
    this.#files = files
    this.name = name
    this.#everyMs = everyMs
    this.#lockTimeoutMs = lockTimeoutMs
  }

  async load({ signal }: CheckpointLoad = {}): Promise<CheckpointState | undefined> {
    const manifest = await this.#open(signal)
    this.#manifest = manifest
    this.#failure = undefined
    this.#writtenMs = Number.NEGATIVE_INFINITY
    if (manifest.content.length === 0) return undefined
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(manifest.content)) as CheckpointState
    } catch (cause) {
      await this.close().catch(() => {})
      const text = `checkpoint "${this.name}" holds no JSON; clear it to begin anew, or use another name`
      throw new StreamError('STREAM_CHECKPOINT_DAMAGED', text, { cause })
    }
  }

  async save(state: CheckpointState): Promise<void> {
    this.#throwFailure()
    this.#putOff = state
    const waitMs = this.#writtenMs + this.#everyMs - performance.now()
    if (waitMs <= 0) return this.#write()
    this.#timer ??= later(waitMs, () => {
      this.#writing = this.#write().catch(error => {
        this.#failure ??= { error }
      })
    })
  }

  async close(): Promise<void> {
    const manifest = this.#manifest
    this.#manifest = undefined
    try {
      if (manifest) await this.#write(manifest)
      await this.#writing
      this.#throwFailure()
    } finally {
      this.#failure = undefined
      await manifest?.close()
    }
  }

  async clear(): Promise<void> {
    // Not opened: what is damaged is to go, too.
    const lock = await this.#files.lock(this.name, { timeoutMs: this.#lockTimeoutMs })
    try {
      for (const end of ['.a', '.b']) await this.#files.remove(this.name + end)
    } finally {
      await lock.release()
    }
  }

  #open(signal?: AbortSignal): Promise<Manifest> {
    const lockTimeoutMs = this.#lockTimeoutMs
    return Manifest.open(this.#files, this.name, { lockTimeoutMs, ...(signal && { signal }) })
  }

  /** Writes what was put off, if anything. Its calls are done in their order. */
  async #write(manifest = this.#manifest): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const state = this.#putOff
    this.#putOff = undefined
    if (!state || !manifest) return
    this.#writtenMs = performance.now()
    await manifest.replace(new TextEncoder().encode(JSON.stringify(state)))
  }

  #throwFailure(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure.error
  }
}
