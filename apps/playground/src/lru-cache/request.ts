/** A request of a trace. */
export interface Request {
  readonly key: string | number
  /** Of its value; `undefined` for as many as all values take. */
  readonly bytes?: number
}

const word = /[^\s,;]+/g
const maxKeyLength = 1000

/** Reads requests from a line of a trace: words apart by spaces, commas or semicolons, each a key or `key=bytes`. */
export function requestsOf(line: string, lineNumber: number): Request[] {
  return Array.from(line.matchAll(word), ([text]) => requestOf(text, lineNumber))
}

function requestOf(text: string, lineNumber: number): Request {
  const cut = text.lastIndexOf('=')
  const key = cut === -1 ? text : text.slice(0, cut)
  if (key.length > maxKeyLength)
    throw new Error(`line ${lineNumber} has a key of ${key.length} characters; 1,000 are allowed`)
  if (cut === -1) return { key }
  const bytes = Number(text.slice(cut + 1))
  if (key !== '' && Number.isSafeInteger(bytes) && bytes > 0) return { key, bytes }
  throw new Error(
    `line ${lineNumber} has "${text.slice(0, 40)}"; write a key, or key=bytes with a whole number of bytes, such as ${key.slice(0, 20) || 'a'}=4096`,
  )
}
