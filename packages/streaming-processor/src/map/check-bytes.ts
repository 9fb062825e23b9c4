import { type BudgetLike, type ByteSize, parseBytes } from '@plimsoll/bytes'
import { checkSizeOf } from '../chunks/cut.js'
import { invalid } from '../errors.js'
import type { AdmissionOptions } from './admission.js'

/** What bounds the bytes in flight, as it is given. */
interface GivenBytes<Item> {
  readonly maxBytesInFlight?: ByteSize
  readonly sizeOf?: (item: Item) => number
  readonly budget?: BudgetLike
}

/** Checks what bounds the bytes in flight. */
export function checkBytesInFlight<Item>(given: GivenBytes<Item>): AdmissionOptions<Item> {
  const { sizeOf, budget } = given
  checkSizeOf(sizeOf)
  if (budget !== undefined && typeof budget?.register !== 'function') {
    throw invalid('budget', budget, 'a memory budget, which has a method register')
  }
  const maxBytesInFlight = given.maxBytesInFlight === undefined ? undefined : parseBytes(given.maxBytesInFlight)
  if (maxBytesInFlight !== undefined && maxBytesInFlight < 1) {
    throw invalid('maxBytesInFlight', given.maxBytesInFlight, 'at least 1 byte')
  }
  return { maxBytesInFlight, budget, ...(sizeOf && { sizeOf }) }
}
