import { rangeOf, type ZarrRange, type ZarrReadable } from './zarr-store.js'

const metadata = ['zarr.json', '.zgroup', '.zarray']

/**
 * Files of a folder that was chosen or dropped, as a store to be read. Nothing is loaded before it is asked for.
 *
 * @param files - by their paths, such as `File.webkitRelativePath`; a folder around all of them may be in front
 *
 * @example
 * ```ts
 * const store = blobStore(new Map([...input.files].map(file => [file.webkitRelativePath, file])))
 * ```
 */
export function blobStore(files: ReadonlyMap<string, Blob>): ZarrReadable {
  const before = folderAround(files)
  const find = (key: string) => files.get(before + key.slice(1)) ?? files.get(before + key)
  return {
    async get(key) {
      const blob = find(key)
      return blob && new Uint8Array(await blob.arrayBuffer())
    },
    async getRange(key, range: ZarrRange) {
      const blob = find(key)
      if (!blob) return undefined
      const { from, to } = rangeOf(range, blob.size)
      return new Uint8Array(await blob.slice(from, to).arrayBuffer())
    },
  }
}

function folderAround(files: ReadonlyMap<string, Blob>): string {
  if (metadata.some(name => files.has(name) || files.has(`/${name}`))) return ''
  const [first = ''] = files.keys()
  const folder = /^\/?[^/]+\//.exec(first)?.[0] ?? ''
  return [...files.keys()].every(path => path.startsWith(folder)) ? folder : ''
}
