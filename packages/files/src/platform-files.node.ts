import { nodeFiles } from './backend/node.js'
import type { FileBackend } from './file-backend.js'
import type { PlatformFilesOptions } from './platform-files.js'

/**
 * Keeps files where the platform does: Node's file system in Node, Bun and Deno, else the origin private file system.
 *
 * @example
 * ```ts
 * const files = platformFiles({ directory: 'results' })
 * ```
 */
export function platformFiles({ directory }: PlatformFilesOptions): FileBackend {
  return nodeFiles({ directory })
}
