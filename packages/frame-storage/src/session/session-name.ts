import { FrameStorageError } from '../errors.js'

/** Ends the name of the file that has a session's frames. */
export const framesSuffix = '.frames'

/**
 * Answers the file of a session.
 *
 * @throws {@link FrameStorageError} `FRAMES_INVALID_OPTIONS` for a name that is empty or too long for a file
 */
export function sessionFile(session: string): string {
  return keyOf(session) + framesSuffix
}

/** Answers the name of a file that is marked, or of a lock, beside the frames of a session. */
export function markedFile(session: string, mark: string): string {
  return `${keyOf(session)}.${mark}`
}

/** Answers the session whose files begin so; `undefined` where none's do, since the file is somebody else's. */
export function sessionOf(key: string): string | undefined {
  try {
    const session = decodeURIComponent(key)
    return !fault(session) && encoded(session) === key ? session : undefined
  } catch {
    return undefined
  }
}

function keyOf(session: string): string {
  const why = fault(session)
  if (!why) return encoded(session)
  const shown = typeof session === 'string' ? `"${session.slice(0, 60)}"` : String(session)
  throw new FrameStorageError(
    'FRAMES_INVALID_OPTIONS',
    `session ${shown} ${why}; use a name of 1 to 180 letters, digits, - or _, of which others take more`,
  )
}

function fault(session: string): string | undefined {
  if (typeof session !== 'string') return 'is no text'
  if (session === '') return 'is empty'
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(session))
    return 'holds half a character'
  // Backends escape the sign once more.
  if (encoded(session).replaceAll('%', '%25').length > 180)
    return 'is too long for a file name (what is no letter or digit of ASCII takes five places for each of its bytes)'
}

// Letters that some file system does not take, or that mean something to a backend; and the dot, which ends the session's
// part of a name: so no session's file looks like another's mark or lock.
function encoded(session: string): string {
  return encodeURIComponent(session).replace(/[*~.]/g, letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
}
