import { nodeFiles } from './backend/node.js'
import { checkDirectory } from './check-options.js'
import type { Files } from './file-backend.js'
import type { PlatformFilesOptions } from './platform-files.js'

/**
 * Keeps files where the platform does: Node's file system in Node, Bun and Deno, else the origin private file system.
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
  return nodeFiles({ directory: options.directory })
}
