import { type BudgetLike, type ByteSize, parseBytes } from '@plimsoll/bytes'
import { checkSizeOf } from '../chunks/cut.js'
import { invalid } from '../errors.js'
import type { AdmissionOptions } from './admission.js'

/** What bounds the bytes in flight, as it is given. */
interface GivenBytes<Item> {
  readonly maxBytesInFlight?: ByteSize
  readonly sizeOf?: (item: Item) => number
  readonly budget?: BudgetLike
  readonly expectedBytes?: ByteSize
}

/** Checks what bounds the bytes in flight. */
export function checkBytesInFlight<Item>(given: GivenBytes<Item>): AdmissionOptions<Item> {
  const { sizeOf, budget } = given
  checkSizeOf(sizeOf)
  if (budget !== undefined && typeof budget?.register !== 'function') {
    throw invalid('budget', budget, 'a memory budget, which has a method register')
  }
  const maxBytesInFlight = checkBytes('maxBytesInFlight', given.maxBytesInFlight)
  const expectedBytes = checkBytes('expectedBytes', given.expectedBytes)
  if (expectedBytes !== undefined && !budget) {
    throw invalid('expectedBytes', given.expectedBytes, 'it together with a budget, of which it is reserved')
  }
  return { maxBytesInFlight, budget, expectedBytes, ...(sizeOf && { sizeOf }) }
}

function checkBytes(option: string, size: ByteSize | undefined): number | undefined {
  if (size === undefined) return undefined
  const bytes = parseBytes(size)
  if (bytes >= 1) return bytes
  throw invalid(option, size, 'at least 1 byte')
}
