import { FrameStorageError } from '../errors.js'
import type { ExchangeProgress } from '../exchange/import-frames.js'
import { littleEndianBytes } from '../exchange/little-endian.js'
import { type ExportRange, exportedFrames, planExport, type StoredFrames } from '../exchange/stored-frames.js'
import { checkObject } from '../options/check-options.js'
import type { Json } from '../session/session-header.js'
import { shown } from '../shown.js'
import { TimesWriter } from './times-writer.js'
import { writeChunk, writeJson } from './write-values.js'
import { arrayMetadata, fillAttribute, groupMetadata } from './zarr-metadata.js'
import { checkStore, type ZarrWritable } from './zarr-store.js'

/** What {@link exportZarr} writes, and how. */
export interface ExportZarrOptions extends ExportRange {
  /**
   * How chunks are compressed.
   *
   * @defaultValue 'none'
   */
  readonly compression?: 'none' | 'gzip'
  /**
   * The name of the array of frames in its group.
   *
   * @defaultValue 'frames'
   */
  readonly array?: string
  /**
   * A name for each axis, the first for time: it is also the name of the array of times.
   *
   * @defaultValue `['t', 'y', 'x']`, `['t', 'z', 'y', 'x']`, as many as there are
   */
  readonly dimensionNames?: readonly string[]
  /**
   * What else is to be kept with the array of frames, such as its unit.
   *
   * @defaultValue nothing
   */
  readonly attributes?: { readonly [key: string]: Json }
  /** Ends the export: the promise rejects with its reason. */
  readonly signal?: AbortSignal
  /** Is called after each frame. */
  readonly onProgress?: (progress: ExchangeProgress) => void
}

/** What was written. */
export interface ExportedZarr {
  /** Steps of the first axis. */
  readonly frames: number
  /** Those among them without a chunk. */
  readonly missing: number
}

/** The marker of what this package wrote: a time that is NaN belongs to a frame that is missing. */
export const marker = { formatVersion: 1 } as const

const names = ['from', 'to', 'fill', 'compression', 'array', 'dimensionNames', 'attributes', 'signal', 'onProgress']

/**
 * Writes a session as a group of Zarr v3: the array of frames, a chunk for each, and the array of their times.
 *
 * Two frames are in memory at most. Missing frames have no chunk, so that they read as the fill value, and their time is NaN.
 * The group's own metadata come last: what was not finished is no group.
 *
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `ZARR_INVALID_STORE`; `ZARR_EXISTS` where the store has something at its root or under the
 * array's name; `FRAMES_INVALID_OPTIONS`, `FRAMES_INVALID_RANGE`; `FRAMES_MISSING` where a frame of whole numbers is missing and
 * `fill` was not given. What the store throws passes through
 */
export async function exportZarr(
  storage: StoredFrames,
  store: ZarrWritable,
  options: ExportZarrOptions = {},
): Promise<ExportedZarr> {
  checkStore(store, 'set')
  const { array, dimensionNames, gzip, attributes } = checkOptions(options, storage.shape)
  const { signal, onProgress } = options
  const plan = planExport(storage, options)
  const { from, steps, fill } = plan
  const { dtype, shape } = storage
  const gaps = storage.missing({ to: from + steps }).filter(index => index >= from).length
  signal?.throwIfAborted()
  await refuseExisting(store, array)

  const nothing =
    fill !== undefined && (Number.isNaN(fill) || gaps > 0) ? { _FillValue: fillAttribute(dtype, fill) } : {}
  const frames = arrayMetadata({
    shape: [steps, ...shape],
    chunkShape: [1, ...shape],
    dtype,
    fill: fill ?? 0,
    gzip,
    dimensionNames,
    attributes: { ...nothing, plimsoll: marker, ...attributes },
  })
  // Who finds it, with nothing at the root, knows that an export was not finished.
  await writeJson(store, `/${array}/zarr.json`, frames)
  const times = new TimesWriter(store, dimensionNames[0] as string, steps, gzip)
  const place = '/0'.repeat(shape.length)
  let missing = 0
  for await (const { at, frame } of exportedFrames(plan, signal)) {
    if (frame) {
      await writeChunk(store, `/${array}/c/${at}${place}`, littleEndianBytes(frame.grid), gzip)
    } else missing += 1
    await times.add(at, frame?.t ?? Number.NaN)
    onProgress?.({ frames: at + 1, of: steps })
  }
  const timesMetadata = await times.end()
  const arrays = { [array]: frames, [dimensionNames[0] as string]: timesMetadata }
  await writeJson(store, '/zarr.json', groupMetadata({ plimsoll: { ...marker, array } }, arrays))
  return { frames: steps, missing }
}

async function refuseExisting(store: ZarrWritable, array: string): Promise<void> {
  for (const key of ['/zarr.json', `/${array}/zarr.json`] as const) {
    if (!(await store.get?.(key))) continue
    const message = `the store has ${key} already, and its chunks may be others; remove it, or give another folder`
    throw new FrameStorageError('ZARR_EXISTS', message)
  }
}

const axes = ['z', 'y', 'x']

function checkOptions(options: ExportZarrOptions, shape: readonly number[]) {
  checkObject('exportZarr', options, names)
  const { compression = 'none', array = 'frames', attributes = {} } = options
  const spatial = shape.map((_, at) => axes.at(at - shape.length) ?? `d${at}`)
  const { dimensionNames = ['t', ...(shape.length > 3 ? shape.map((_, at) => `d${at}`) : spatial)] } = options
  if (compression !== 'none' && compression !== 'gzip') {
    throw invalid(`compression ${shown(compression)}; use 'none' or 'gzip'`)
  }
  for (const name of [array, ...dimensionNames]) {
    if (/^(?!__)[\w-][\w.-]*$/.test(name)) continue
    throw invalid(`the name ${shown(name)}; use letters, digits, "_", "-" and "."`)
  }
  if (dimensionNames.length !== shape.length + 1 || new Set([array, ...dimensionNames]).size !== shape.length + 2) {
    const wanted = `${shape.length + 1} different names, none of them ${shown(array)}`
    throw invalid(`dimensionNames ${shown(dimensionNames)}; use ${wanted}`)
  }
  return { array, dimensionNames, gzip: compression === 'gzip', attributes }
}

function invalid(message: string): FrameStorageError {
  return new FrameStorageError('FRAMES_INVALID_OPTIONS', message)
}
