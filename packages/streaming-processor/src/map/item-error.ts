import { rangeOf, StreamError, type StreamErrorCode } from '../errors.js'

/**
 * Makes an error about an item.
 *
 * @param index - the how-manieth item of the source it is, from 0
 * @param text - answers the message from the item's name: `item 3`, of a range `item 3 (30 up to 40)`
 * @param options - `cause`: what was thrown
 */
export function itemError(
  code: StreamErrorCode,
  index: number,
  item: unknown,
  text: (name: string) => string,
  options?: ErrorOptions,
): StreamError {
  const range = rangeOf(item)
  const name = `item ${index}${range ? ` (${range.start} up to ${range.end})` : ''}`
  return new StreamError(code, text(name), { ...options, index, ...(range && { range }) })
}
