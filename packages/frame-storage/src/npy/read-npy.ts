import { bytesOf } from '../dtype.js'
import { FrameStorageError } from '../errors.js'
import { swapBytes } from '../exchange/little-endian.js'
import type { Grid } from '../frame.js'
import { checkObject } from '../options/check-options.js'
import { shown } from '../shown.js'
import { type ByteSource, type BytesReader, readBytes } from './bytes-reader.js'
import { gridWithBytes } from './element-type.js'
import { damaged, type FoundNpy, type NpyHeader, readNpyHeader } from './npy-header.js'

/** Neighbours along the first axis. */
export interface NpySlab {
  /** The place of the first along the first axis. */
  readonly index: number
  /** How many there are: as asked for, fewer only at the end. */
  readonly steps: number
  /** Their cells, flat, the last axis running fastest; the caller's own. */
  readonly grid: Grid
}

/** How {@link NpyFile.slabs} cuts the array. */
export interface NpySlabsOptions {
  /**
   * Steps along the first axis in each slab.
   *
   * @defaultValue 1
   */
  readonly steps?: number
  /** Ends the iteration: it throws the signal's reason. */
  readonly signal?: AbortSignal
}

/** A `.npy` file whose header was read. */
export interface NpyFile {
  /** What the file says of itself. */
  readonly header: NpyHeader
  /**
   * Hands out the array along its first axis, once. A slab is in memory, and nothing of its neighbours but what the source
   * hands out in one piece; the source is given back at the end, or where the loop is left.
   *
   * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `NPY_DAMAGED` where the file ends early or goes on after its last element;
   * `NPY_UNSUPPORTED` for whole numbers of 64 bits beyond 2^53; `NPY_INVALID_SOURCE` the second time;
   * `FRAMES_INVALID_OPTIONS`
   */
  slabs(options?: NpySlabsOptions): AsyncGenerator<NpySlab, void, undefined>
  /** Gives the source back unread. */
  cancel(): Promise<void>
}

/**
 * Reads the header of a `.npy` file, and its elements as they are asked for.
 *
 * Elements become cells: `bool` as `uint8`, `float16` as `float32`, `int64` and `uint64` as `float64` where they are exact;
 * those of the other byte order are swapped.
 *
 * @param source - a `Blob` or `File`, a stream, an iterable of bytes, or an open file of `@plimsoll/files`
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `NPY_INVALID_SOURCE`; `NPY_DAMAGED` for what is no `.npy` file, and where the source
 * tells its size, for one of another size than its shape makes; `NPY_UNSUPPORTED` for other elements, and Fortran order
 *
 * @example
 * ```ts
 * const npy = await readNpy(file) // dropped onto the page
 * npy.header.shape // [1000, 200, 300]
 * for await (const { index, grid } of npy.slabs()) draw(index, grid)
 * ```
 */
export async function readNpy(source: ByteSource): Promise<NpyFile> {
  const reader = await readBytes(source)
  try {
    const found = await readNpyHeader(reader)
    if (reader.size !== undefined) checkSize(found.header, reader.size)
    let read = false
    return {
      header: found.header,
      slabs(options = {}) {
        checkObject('slabs', options, ['steps', 'signal'])
        const steps = checkSteps(options, found)
        if (read) {
          const message = 'the array was handed out before; read the source again by readNpy'
          throw new FrameStorageError('NPY_INVALID_SOURCE', message)
        }
        read = true
        return slabsOf(reader, found, steps, options.signal)
      },
      cancel: () => reader.end(),
    }
  } catch (error) {
    await reader.end().catch(() => {})
    throw error
  }
}

/** What one buffer holds everywhere; and a header that lies must not make a machine run out of memory. */
const maxSlabBytes = 2 ** 31

function checkSteps({ steps = 1 }: NpySlabsOptions, { header: { shape, dtype }, type }: FoundNpy): number {
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new FrameStorageError('FRAMES_INVALID_OPTIONS', `steps ${shown(steps)}; use a whole number from 1`)
  }
  const [length = 1, ...frame] = shape
  const cellBytes = Math.max(type.bytes, bytesOf(dtype))
  const bytes = frame.reduce((product, count) => product * count, cellBytes * Math.min(steps, length))
  if (bytes <= maxSlabBytes) return steps
  const message = `${steps} steps of shape (${shape.join(', ')}) make ${bytes} bytes at once; up to ${maxSlabBytes} are read`
  throw new FrameStorageError('NPY_UNSUPPORTED', message)
}

function checkSize({ shape, elementType, headerBytes, dataBytes }: NpyHeader, size: number): void {
  const wanted = headerBytes + dataBytes
  if (size === wanted) return
  const what = `shape (${shape.join(', ')}) of ${elementType} makes ${wanted} bytes with the header`
  throw damaged(`${what}; the file has ${size}: ${size < wanted ? 'its end is missing' : 'something follows'}`)
}

async function* slabsOf(
  reader: BytesReader,
  { header, type, swapped }: FoundNpy,
  stepsOfSlab: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<NpySlab, void, undefined> {
  const [length = 1, ...frame] = header.shape
  const cells = frame.reduce((product, steps) => product * steps, 1)
  // What is converted is read into a place of its own, the same for all slabs.
  let spare: Uint8Array | undefined
  try {
    for (let index = 0; index < length; index += stepsOfSlab) {
      signal?.throwIfAborted()
      const steps = Math.min(stepsOfSlab, length - index)
      const { grid, bytes } = gridWithBytes(type.dtype, steps * cells)
      if (type.convert) spare ??= new Uint8Array(steps * cells * type.bytes)
      const raw = type.convert && spare ? spare.subarray(0, steps * cells * type.bytes) : bytes
      const filled = await reader.fill(raw)
      if (filled < raw.length) {
        const missing = `step ${index + Math.floor(filled / (cells * type.bytes))} of ${length}`
        throw damaged(`the file ends in ${missing} along the first axis; fetch it again`)
      }
      if (swapped) swapBytes(raw, type.bytes)
      const refused = type.convert ? type.convert(raw, grid) : -1
      if (refused >= 0) {
        const where = `cell ${refused % cells} of step ${index + Math.floor(refused / cells)}`
        const message = `${where} is an ${type.name} beyond 2^53, which no float64 holds exactly; in NumPy: a.astype('float64')`
        throw new FrameStorageError('NPY_UNSUPPORTED', message)
      }
      yield { index, steps, grid }
    }
    if ((await reader.fill(new Uint8Array(1))) > 0) throw damaged('something follows the last element of the array')
  } finally {
    await reader.end()
  }
}
