import { FilesError } from './errors.js'

// Control characters, and the backslash that is a separator on one platform and a letter on the others.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const refused = /[\u0000-\u001f\u007f\\]/

/** What stands between a file's name and its lock's holder; such names are ours. */
export const lockMark = '.lock~'

/**
 * Answers the parts of a file's name.
 *
 * @throws {@link FilesError} `FILES_INVALID_NAME` for what would leave the directory or does not exist on all platforms
 */
export function nameParts(name: string): string[] {
  const why = fault(name)
  if (!why) return name.split('/')
  const shown = typeof name === 'string' ? `"${name.length > 80 ? `${name.slice(0, 80)}…` : name}"` : String(name)
  const message = `file name ${shown} ${why}; use a relative path such as "runs/a.bin"`
  throw new FilesError('FILES_INVALID_NAME', message)
}

/** The parts of a backend's directory; `''` is the platform's root. */
export function directoryParts(directory: string): string[] {
  return directory === '' ? [] : nameParts(directory)
}

function fault(name: string): string | undefined {
  if (typeof name !== 'string') return 'is no text'
  if (name === '') return 'is empty'
  if (refused.test(name)) return 'holds a backslash or a control character'
  if (/\p{Surrogate}/u.test(name)) return 'holds half of a character'
  if (name.includes(lockMark)) return `holds "${lockMark}", which marks locks`
  for (const part of name.split('/')) {
    if (part === '') return 'begins or ends with "/", or holds "//"'
    if (part === '.' || part === '..') return `holds "${part}"`
    if (escapePart(part).length > 200) return 'has a part of more than 200 bytes (three for each that is not ASCII)'
  }
}

/** A part of a name in ASCII, for storage that loses the rest. */
export function escapePart(part: string): string {
  return part.replace(/[^ -~]|%/gu, encodeURIComponent)
}

/** What {@link escapePart} made this of; names of somebody else's making stay as they are. */
export function unescapePart(escaped: string): string {
  try {
    return decodeURIComponent(escaped)
  } catch {
    return escaped
  }
}
