import type { DataType, Group, Readable, Array as ZarrArray } from 'zarrita'
import { FrameStorageError } from '../errors.js'
import { checkedStore, strictStore, type ZarritaStore } from './checked-store.js'
import { cellsInOrder, cellType } from './zarr-cells.js'
import { translated, type ZarritaModule } from './zarrita.js'

/** An array of frames, and what is known of them. */
export interface FoundArray {
  /** The array. */
  readonly array: ZarrArray<DataType, Readable>
  /** The value of the first axis at each step; `undefined` where nothing tells. */
  readonly times: ArrayLike<number> | undefined
  /** Whether this package wrote it, so that a time that is NaN means a missing frame. */
  readonly ours: boolean
}

type Node = ZarrArray<DataType, Readable> | Group<Readable>

/** More frames than any session has; a time axis beyond it is not to be loaded. */
const maxTimes = 2 ** 24

/** Opens the array of frames at a path, or that of the group there. */
export async function findArray(
  zarrita: ZarritaModule,
  store: Readable,
  path: string,
  signal: AbortSignal | undefined,
): Promise<FoundArray> {
  try {
    const known = await zarrita.withMaybeConsolidatedMetadata(strictStore(zarrita, store as ZarritaStore))
    const location = zarrita.root(checkedStore(zarrita, known)).resolve(path)
    const options = signal ? { signal } : {}
    const node: Node = await zarrita.open(location, options)
    const array = node.kind === 'array' ? node : await arrayOf(zarrita, node, listed(known))
    const { plimsoll } = array.attrs as { plimsoll?: { formatVersion?: unknown } }
    const times = await timesOf(zarrita, array)
    return { array: wholeChunks(zarrita, array), times, ours: times !== undefined && plimsoll?.formatVersion === 1 }
  } catch (error) {
    signal?.throwIfAborted()
    throw translated(zarrita, error, path === '' ? 'the root of the store' : `path ${path}`)
  }
}

// zarrita takes a chunk that was cut off for one that ends in zeros.
function wholeChunks(zarrita: ZarritaModule, array: ZarrArray<DataType, Readable>): ZarrArray<DataType, Readable> {
  const checked = zarrita.defineArrayExtension(inner => ({
    async getChunk(place, options) {
      const chunk = await inner.getChunk(place, options)
      const wanted = inner.chunks.reduce((product, steps) => product * steps, 1)
      if (chunk.data.length === wanted) return chunk
      const message = `chunk ${place.join(', ')} of array ${inner.path} has ${chunk.data.length} of ${wanted} cells`
      throw new FrameStorageError('ZARR_DAMAGED', `${message}; fetch it again`)
    },
  }))
  return checked(array)
}

function listed(store: object): readonly string[] {
  if (!('contents' in store)) return []
  const contents = (store.contents as () => { path: string; kind: string }[])()
  return contents.filter(({ kind }) => kind === 'array').map(({ path }) => path)
}

async function arrayOf(zarrita: ZarritaModule, group: Group<Readable>, paths: readonly string[]) {
  const { plimsoll } = group.attrs as { plimsoll?: { array?: unknown } }
  const open = (location: ReturnType<typeof group.resolve>) => zarrita.open(location, { kind: 'array' })
  if (typeof plimsoll?.array === 'string') return open(group.resolve(plimsoll.array))
  const within = group.path === '/' ? '/' : `${group.path}/`
  const arrays = []
  let refused: unknown
  for (const path of paths.filter(path => path.startsWith(within))) {
    try {
      arrays.push(await open(zarrita.root(group.store).resolve(path)))
    } catch (error) {
      // Names, dates: what lies beside frames need not be numbers.
      if (!isUnsupported(error)) throw error
      refused ??= error
    }
  }
  const [only, ...others] = arrays.filter(({ shape }) => shape.length > 1)
  if (only && others.length === 0) return only
  if (arrays.length === 0 && refused) throw refused
  const names = arrays.map(({ path, shape }) => `${path} (${shape.join(', ')})`)
  const choice = names.length > 0 ? `it has ${names.join(', ')}` : 'what it has is not listed in it'
  const message = `${group.path} is a group, and not one array of frames; ${choice}: name one by path`
  throw new FrameStorageError('ZARR_NOT_FOUND', message)
}

// A coordinate lies beside its array, under the name of the axis (as NetCDF and xarray have it).
async function timesOf(
  zarrita: ZarritaModule,
  array: ZarrArray<DataType, Readable>,
): Promise<ArrayLike<number> | undefined> {
  // Version 2 has no names of axes; xarray keeps them as an attribute.
  const { _ARRAY_DIMENSIONS: names = [] } = array.attrs as { _ARRAY_DIMENSIONS?: readonly unknown[] }
  const name = array.dimensionNames?.[0] ?? names[0]
  if (typeof name !== 'string' || !/^[\w.-]+$/.test(name) || array.path === '/') return undefined
  let times: Node
  try {
    times = await zarrita.open(zarrita.root(array.store).resolve(`${array.path}/../${name}`), { kind: 'array' })
  } catch (error) {
    if (zarrita.isZarritaError(error, 'NotFoundError') || isUnsupported(error)) return undefined
    throw error
  }
  const [length = 0] = times.shape
  const isBounded = length <= maxTimes && (times.chunks[0] ?? 0) <= maxTimes
  const fits = times.shape.length === 1 && length === array.shape[0] && isBounded
  // Dates, texts: not what a session counts time in.
  if (!fits || !/^(u?int|float)/.test(times.dtype)) return undefined
  const chunk = await zarrita.get(times, [null])
  try {
    return cellsInOrder(chunk, cellType(times.dtype, times.path), times.path)
  } catch {
    // Nanoseconds since 1970, as a rule. Frames without such times are worth more than none.
    return undefined
  }
}

function isUnsupported(error: unknown): boolean {
  return error instanceof FrameStorageError && error.code === 'ZARR_UNSUPPORTED'
}
