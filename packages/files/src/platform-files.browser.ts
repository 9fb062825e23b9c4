import { indexedDbFiles } from './backend/indexeddb.js'
import { hasSyncHandles, opfsFiles } from './backend/opfs.js'
import { checkDirectory } from './check-options.js'
import type { Files } from './file-backend.js'
import type { PlatformFilesOptions } from './platform-files.js'

/**
 * Keeps files where the platform does: Node's file system in Node, Bun and Deno, else the origin private file system; in
 * browsers that lack it, and in workers that can neither use nor start a dedicated one, IndexedDB.
 *
 * @throws {@link @plimsoll/files!index.FilesError | FilesError} `FILES_INVALID_OPTIONS` without a directory
 *
 * @example
 * ```ts
 * const files = platformFiles({ directory: 'results' })
 * ```
 */
export function platformFiles(options: PlatformFilesOptions): Files {
  checkDirectory('platformFiles', options, [])
  const { directory } = options
  return hasOpfs() || typeof indexedDB === 'undefined' ? opfsFiles({ directory }) : indexedDbFiles({ directory })
}

function hasOpfs(): boolean {
  const hasFolder = typeof globalThis.navigator?.storage?.getDirectory === 'function'
  return hasFolder && (hasSyncHandles() || typeof Worker === 'function')
}
