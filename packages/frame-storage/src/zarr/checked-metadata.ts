import { FrameStorageError } from '../errors.js'
import { elementOfDescr } from '../exchange/element-types.js'
import { shown } from '../shown.js'
import { boundedName } from './bounded-codecs.js'
import { cellType } from './zarr-cells.js'

/** What a node says of itself. */
export type Metadata = Readonly<Record<string, unknown>>

/**
 * The metadata of an array of version 3, whose compressions are exchanged for those that bound what comes out of a chunk.
 *
 * zarrita takes a few things that it does not know for others that it does, such as an index in front of a shard for chunks
 * that are empty: those are refused here.
 *
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `ZARR_UNSUPPORTED`, `ZARR_DAMAGED`
 */
export function checkedV3(array: Metadata, path: string): Metadata {
  if (!isObject(array) || array.node_type !== 'array') return array
  cellType(nameOf(array.data_type), path)
  const grid = isObject(array.chunk_grid) ? array.chunk_grid : {}
  if (grid.name !== 'regular') {
    throw unsupported(path, `has chunks of a ${nameOf(grid)} grid; store it with a regular one`)
  }
  checkAxes(path, array.shape, isObject(grid.configuration) ? grid.configuration.chunk_shape : undefined)
  const codecs = listOf(array.codecs)
  const shards = codecs.find(codec => nameOf(codec) === 'sharding_indexed')
  return { ...array, codecs: shards ? [checkedShards(shards, codecs, path)] : bounded(codecs) }
}

function checkedShards(shards: Metadata, codecs: readonly Metadata[], path: string): Metadata {
  const around = codecs.filter(codec => codec !== shards).map(nameOf)
  if (around.length > 0) {
    throw unsupported(
      path,
      `has ${around.join(', ')} around its shards, which zarrita does not read; compress within them`,
    )
  }
  const configuration = isObject(shards.configuration) ? shards.configuration : {}
  if (configuration.index_location === 'start') {
    throw unsupported(
      path,
      "has the index of its shards in front, which zarrita does not read; use index_location='end'",
    )
  }
  return { ...shards, configuration: { ...configuration, codecs: bounded(listOf(configuration.codecs)) } }
}

/** The same of version 2. */
export function checkedV2(array: Metadata, path: string): Metadata {
  if (!isObject(array)) return array
  const { dtype, compressor, filters } = array
  const elements = typeof dtype === 'string' ? (elementOfDescr(dtype)?.name ?? dtype) : 'several fields'
  cellType(elements, path)
  checkAxes(path, array.shape, array.chunks)
  const boundedId = (codec: Metadata) =>
    typeof codec.id === 'string' ? { ...codec, id: boundedName(codec.id) } : codec
  return {
    ...array,
    ...(isObject(compressor) && { compressor: boundedId(compressor) }),
    ...(Array.isArray(filters) && { filters: listOf(filters).map(boundedId) }),
  }
}

function checkAxes(path: string, shape: unknown, chunks: unknown): void {
  const areCounts = (value: unknown, least: number): value is number[] =>
    Array.isArray(value) && value.every(steps => Number.isSafeInteger(steps) && steps >= least)
  if (areCounts(shape, 0) && areCounts(chunks, 1) && shape.length === chunks.length) return
  const message = `array ${path} has the shape ${shown(shape)} in chunks of ${shown(chunks)}, which are no axes; fetch it again`
  throw new FrameStorageError('ZARR_DAMAGED', message)
}

function bounded(codecs: readonly Metadata[]): readonly Metadata[] {
  return codecs.map(codec => (typeof codec.name === 'string' ? { ...codec, name: boundedName(codec.name) } : codec))
}

/** The name of an extension: a text, or within an object. */
function nameOf(value: unknown): string {
  const name = isObject(value) ? value.name : value
  return typeof name === 'string' ? name : shown(name)
}

function listOf(value: unknown): readonly Metadata[] {
  return Array.isArray(value) ? value.map(item => (isObject(item) ? item : { name: item })) : []
}

function isObject(value: unknown): value is Metadata {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unsupported(path: string, what: string): FrameStorageError {
  return new FrameStorageError('ZARR_UNSUPPORTED', `array ${path} ${what}`)
}
