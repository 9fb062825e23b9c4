const half = /\p{Surrogate}/u

/** Whether UTF-8 can tell a text: halves of characters it cannot. */
export function isWellFormed(text: string): boolean {
  const { isWellFormed: native } = text as { isWellFormed?: () => boolean }
  return native ? native.call(text) : !half.test(text)
}
