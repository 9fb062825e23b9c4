import { statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { UsageError } from './usage-error.js'

/** Where the result goes, and what it is. */
export type Output =
  | { readonly kind: 'film'; readonly path: string; readonly format: 'mp4' | 'webm' }
  | { readonly kind: 'frames'; readonly path: string }

/**
 * Reads `--out`: a name that ends in .mp4 or .webm is a film; a folder, or a name without an ending, is for PNG files.
 *
 * @throws {@link UsageError} for any other ending
 */
export function parseOutput(text: string): Output {
  const path = resolve(text)
  const folder = isFolder(path)
  const ending = extname(path).toLowerCase()
  if (ending === '.mp4' || ending === '.webm') {
    if (folder || /[/\\]$/.test(text)) throw new UsageError(`--out is "${text}", a folder; name a file for a film`)
    return { kind: 'film', path, format: ending === '.mp4' ? 'mp4' : 'webm' }
  }
  if (ending === '' || folder === true || /[/\\]$/.test(text)) {
    if (folder === false) throw new UsageError(`--out is "${text}", which is a file; name a folder for PNG files`)
    return { kind: 'frames', path }
  }
  throw new UsageError(`--out ends in "${ending}"; write film.mp4, film.webm, or a folder for PNG files`)
}

function isFolder(path: string): boolean | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory()
}
