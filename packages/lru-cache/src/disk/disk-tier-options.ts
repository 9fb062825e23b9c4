import { type ByteSize, parseBytes } from '@plimsoll/bytes'
import type { FileBackend } from '@plimsoll/files'
import { DiskTierError, shown } from './disk-tier-error.js'

/** How a {@link DiskTier} is opened. */
export interface DiskTierOptions<V> {
  /**
   * What all files of the tier together may take, at every moment: at least 64 KiB. A value that takes more than a quarter of
   * it is not kept.
   */
  readonly maxDiskBytes: ByteSize
  /**
   * The folder that the files lie in: of the file system in Node, Bun and Deno, of the origin private file system in browsers
   * (of IndexedDB in those without). One of `directory` and `backend`.
   *
   * @defaultValue `'plimsoll-cache'`
   */
  readonly directory?: string
  /** Where the files lie, as a value of `@plimsoll/files`. */
  readonly backend?: FileBackend
  /**
   * Its name in reports, and the folder of its files below `directory`: each tier of one directory has its own.
   *
   * @defaultValue `'disk'`
   */
  readonly name?: string
  /**
   * Makes bytes of a value: for what the usual encoding has no form for, such as objects of a class. The bytes are copied before
   * it is called again. It may call the tier: what it does there comes before its value. With `decode` alone.
   *
   * @defaultValue text, buffers and views of them as their bytes; plain data as a binary form of it, with `undefined`, `NaN`,
   * `-0`, `BigInt`, dates, maps, sets, objects that occur twice. What would come back as something else, such as arrays of a class,
   * accessors and keys that are symbols, is left out, and `onError` is told
   */
  readonly encode?: (value: V) => Uint8Array
  /** Makes a value of the bytes that `encode` made of it; they are its own. With `encode` alone. */
  readonly decode?: (bytes: Uint8Array) => V
  /**
   * What values may take of memory that are not yet written; at least 64 KiB. A value that would pass it, or takes more than
   * half of it, is not kept.
   *
   * @defaultValue `'16MiB'`
   */
  readonly maxQueuedBytes?: ByteSize
  /**
   * Is told what could not be encoded, written or read. None of it stops the tier. What it throws ends nowhere but with the
   * platform, as an uncaught error.
   *
   * @defaultValue nobody is told; `stats()` counts
   */
  readonly onError?: (error: DiskTierError) => void
  /**
   * How long to wait, in milliseconds, for whoever has the tier open. The default outlasts the reload of a page, whose former
   * self lets go a moment after the new one starts.
   *
   * @defaultValue 5000
   */
  readonly lockTimeoutMs?: number
}

/** Options that were checked. */
export interface CheckedOptions<V> {
  readonly maxDiskBytes: number
  readonly directory: string
  readonly backend: FileBackend | undefined
  readonly name: string
  readonly encode: ((value: V) => Uint8Array) | undefined
  readonly decode: ((bytes: Uint8Array) => V) | undefined
  readonly maxQueuedBytes: number
  readonly onError: ((error: DiskTierError) => void) | undefined
  readonly lockTimeoutMs: number
}

const least = 2 ** 16
const allowed = [
  ...['maxDiskBytes', 'directory', 'backend', 'name', 'encode', 'decode', 'maxQueuedBytes', 'onError', 'lockTimeoutMs'],
]

/** Refuses options that are wrong, before anything is opened. */
export function checkDiskTierOptions<V>(options: DiskTierOptions<V>): CheckedOptions<V> {
  if (typeof options !== 'object' || options === null) {
    throw invalid(`DiskTier.open was given ${shown(options)}; give it { maxDiskBytes: '1GiB' }`)
  }
  const unknown = Object.keys(options).find(key => !allowed.includes(key))
  if (unknown !== undefined)
    throw invalid(`there is no option ${shown(unknown)} of DiskTier.open; use ${allowed.join(', ')}`)
  const { directory, backend, name = 'disk', encode, decode, onError, lockTimeoutMs = 5000 } = options
  if (directory !== undefined && backend !== undefined) {
    throw invalid('DiskTier.open was given both a directory and a backend; give one of them')
  }
  if (directory !== undefined && (typeof directory !== 'string' || directory === '')) {
    throw invalid(`directory ${shown(directory)}; give the path of a folder`)
  }
  checkBackend(backend)
  if (typeof name !== 'string' || !/^[\w.-]{1,100}$/.test(name) || /^\.+$/.test(name)) {
    throw invalid(`name ${shown(name)}; use 1 to 100 letters, digits, "-", "_" and "."`)
  }
  for (const [key, given] of Object.entries({ encode, decode, onError })) {
    if (given !== undefined && typeof given !== 'function') throw invalid(`${key} ${shown(given)}; give a function`)
  }
  if (!encode !== !decode) {
    throw invalid(`${encode ? 'encode without decode' : 'decode without encode'}; give both, or none`)
  }
  if (typeof lockTimeoutMs !== 'number' || !(lockTimeoutMs >= 0)) {
    throw invalid(`lockTimeoutMs ${shown(lockTimeoutMs)}; use milliseconds from 0`)
  }
  return {
    maxDiskBytes: atLeast('maxDiskBytes', options.maxDiskBytes),
    maxQueuedBytes: atLeast('maxQueuedBytes', options.maxQueuedBytes ?? '16MiB'),
    ...{ directory: directory ?? 'plimsoll-cache', backend, name, encode, decode, onError, lockTimeoutMs },
  }
}

function atLeast(option: string, size: ByteSize): number {
  if (size === undefined) throw invalid(`${option} is missing; give what the files may take, such as '1GiB'`)
  const bytes = parseBytes(size)
  if (bytes >= least) return bytes
  throw invalid(`${option} ${shown(size)}; use at least '64KiB'`)
}

function checkBackend(backend: unknown): void {
  if (backend === undefined) return
  const { open, list, remove, lock } = (backend ?? {}) as Partial<Record<string, unknown>>
  if ([open, list, remove, lock].every(method => typeof method === 'function')) return
  const cure = "give a value of @plimsoll/files, such as platformFiles({ directory: 'cache' })"
  throw invalid(`backend ${shown(backend)}; ${cure}`)
}

function invalid(message: string): DiskTierError {
  return new DiskTierError('TIER_INVALID_OPTIONS', message)
}
