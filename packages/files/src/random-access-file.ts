import { FilesError } from './errors.js'

/** Bytes, and where in a file they go. */
export interface PlacedBytes {
  /** The bytes; they must not change until they are written. */
  readonly bytes: Uint8Array
  /** Where the first one goes. */
  readonly offset: number
}

/** An open file, read and written at any place. Every call may run beside others; the caller orders those that overlap. */
export interface RandomAccessFile {
  /** The name it was opened by. */
  readonly name: string
  /** Answers its length in bytes. */
  size(): Promise<number>
  /**
   * Reads from `offset` on until `into` is full or the file ends.
   *
   * @param into - is filled from its start; stays the caller's
   * @returns bytes read; fewer than asked for only at the end of the file
   * @throws {@link FilesError} `FILES_INVALID_BYTES` where `into` is no `Uint8Array`
   */
  readAt(into: Uint8Array, offset: number): Promise<number>
  /**
   * Writes all of `bytes`, growing the file where it must; a gap reads as zeros.
   *
   * @param bytes - must not change until the promise settles
   * @throws {@link FilesError} `FILES_FULL` where there is no room: how much of `bytes` has been written is not known;
   * `FILES_INVALID_BYTES` where `bytes` is no `Uint8Array`
   */
  writeAt(bytes: Uint8Array, offset: number): Promise<void>
  /**
   * Writes bytes, and others that follow from them, in one step: all or nothing. Missing where the platform has no such step,
   * or none that is faster than two calls of {@link RandomAccessFile.writeAt}.
   *
   * @param bytes - as for {@link RandomAccessFile.writeAt}
   * @param next - answers what else to write, once `bytes` are on their way; may be asked twice
   * @throws {@link FilesError} as {@link RandomAccessFile.writeAt}, with nothing written; what `next` throws
   */
  writeBoth?(bytes: Uint8Array, offset: number, next: () => PlacedBytes): Promise<void>
  /** Resolves when what was written outlasts a power cut, as far as the platform can tell. */
  flush(): Promise<void>
  /** Cuts it, or grows it with zeros, to so many bytes. */
  truncate(size: number): Promise<void>
  /** Gives the file back to the platform; may be called twice. */
  close(): Promise<void>
  /** As {@link RandomAccessFile.close}. Missing where the platform has no `Symbol.asyncDispose`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Refuses a place in a file that is none. */
export function checkOffset(name: string, what: 'offset' | 'size', value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return
  throw new FilesError('FILES_INVALID_RANGE', `${what} ${value} of file "${name}"; use a whole number of bytes from 0`)
}

/**
 * Gives a class the method behind `await using`, where the platform knows of it. To be called by the constructor: no bundler
 * leaves out a class that nobody uses where a static block does so.
 */
export function disposeBy<T extends object>(prototype: T, end: (self: T) => Promise<void>): void {
  if (!Symbol.asyncDispose || Symbol.asyncDispose in prototype) return
  Object.defineProperty(prototype, Symbol.asyncDispose, {
    configurable: true,
    value(this: T) {
      return end(this)
    },
  })
}
