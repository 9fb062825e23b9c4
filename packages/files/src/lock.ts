import { webFailure } from './backend/web-failure.js'
import { checkOptions, checkTimeout } from './check-options.js'
import { FilesError } from './errors.js'
import { disposeBy } from './random-access-file.js'

/** How long to wait for a lock. */
export interface LockOptions {
  /** Gives up waiting; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /**
   * Gives up waiting after so many milliseconds; 0 tries once, `Infinity` waits as long as it takes.
   *
   * @defaultValue waits as long as it takes
   */
  readonly timeoutMs?: number
}

/**
 * A lock that is held. It ends when it is released, and with its holder, however that ends: in browsers the page or worker, in
 * Node on Linux the thread, elsewhere in Node the process, so that there a thread must release its locks before it ends. One
 * of `memoryFiles` ends when it is released alone.
 */
export interface FileLock {
  /** The name it was asked for. */
  readonly name: string
  /** Lets the next one have it; may be called twice. */
  release(): Promise<void>
  /** As {@link FileLock.release}. Missing where the platform has no `Symbol.asyncDispose`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Refuses options of `lock` that are none. */
export function checkLock(options: LockOptions): void {
  checkOptions('lock', options, ['signal', 'timeoutMs'], "give an object: lock('a.bin', { timeoutMs: 1000 })")
  checkTimeout('lock', 'timeoutMs', options.timeoutMs)
}

/** A lock by what undoes it. */
export class HeldLock implements FileLock {
  declare [Symbol.asyncDispose]: () => Promise<void>
  readonly name: string
  #undo: (() => void | Promise<void>) | undefined

  constructor(name: string, undo: () => void | Promise<void>) {
    disposeBy(HeldLock.prototype, self => self.release())
    this.name = name
    this.#undo = undo
  }

  async release(): Promise<void> {
    const undo = this.#undo
    this.#undo = undefined
    await undo?.()
  }
}

/** The refusal of a lock, or of a file, that somebody else holds. */
export function locked(name: string, waitedMs: number, cause?: unknown): FilesError {
  const message = `"${name}" is in use elsewhere, and still was after ${waitedMs} ms; close it there, or wait longer`
  return new FilesError('FILES_LOCKED', message, { cause })
}

/**
 * Takes a lock by trying again and again.
 *
 * @param attempt - answers what is wanted, or `undefined` while somebody else has it
 */
export async function keepTrying<T>(
  name: string,
  { signal, timeoutMs = Number.POSITIVE_INFINITY }: LockOptions,
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  const start = performance.now()
  for (let pauseMs = 5; ; pauseMs = Math.min(100, pauseMs * 2)) {
    signal?.throwIfAborted()
    const won = await attempt()
    if (won !== undefined) return won
    const leftMs = start + timeoutMs - performance.now()
    if (leftMs <= 0) throw locked(name, timeoutMs)
    // Not all at the same moment: two that always collide would never win.
    await pause(Math.min(leftMs, pauseMs * (0.5 + Math.random())), signal)
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })
}

/**
 * Takes a Web Lock: one in the whole origin, in pages and workers alike.
 *
 * @param key - the lock's name in the origin
 * @param name - the name that was asked for
 */
export async function webLock(
  key: string,
  name: string,
  { signal, timeoutMs = Number.POSITIVE_INFINITY }: LockOptions,
): Promise<FileLock> {
  signal?.throwIfAborted()
  const locks = globalThis.navigator?.locks
  if (!locks)
    throw new FilesError('FILES_UNSUPPORTED', 'there are no Web Locks here; serve the page by https or from localhost')
  const waiting = new AbortController()
  const giveUp = () => waiting.abort(signal?.reason)
  signal?.addEventListener('abort', giveUp)
  // The platform's timers end after 24 days, and one of more ends at once.
  const bounded = timeoutMs > 0 && timeoutMs < 2 ** 31
  const timer = bounded ? setTimeout(() => waiting.abort(locked(name, timeoutMs)), timeoutMs) : undefined
  // The platform takes one or the other.
  const how = timeoutMs > 0 ? { signal: waiting.signal } : { ifAvailable: true }
  try {
    return await new Promise<FileLock>((resolve, reject) => {
      const ended = locks.request(key, how, lock => {
        if (!lock) throw locked(name, 0)
        return new Promise<void>(end => {
          const release = async () => {
            end()
            await ended
          }
          resolve(new HeldLock(name, release))
        })
      })
      // Whoever gave up is told why in their own words.
      ended.catch(error => reject(waiting.signal.aborted ? error : webFailure(name, error)))
    })
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
  }
}

/** Answers the names of the Web Locks that are held and whose key begins with `prefix`, without it. */
export async function webLockedNames(prefix: string): Promise<ReadonlySet<string>> {
  const { held = [] } = (await globalThis.navigator?.locks?.query()) ?? {}
  const names = held.map(({ name = '' }) => name).filter(name => name.startsWith(prefix))
  return new Set(names.map(name => name.slice(prefix.length)))
}
