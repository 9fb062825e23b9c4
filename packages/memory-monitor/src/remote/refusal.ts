import { MemoryError, type MemoryErrorCode } from '../errors.js'
import type { Message } from './message.js'

/** What was wanted and will never be granted. */
export type Refusal = Message & { readonly kind: 'refuse' }

/** The owner's error, as far as it is one that a budget has; it may be of another version. */
export function toError({ code, text }: Refusal): MemoryError {
  return new MemoryError(/^BUDGET_[A-Z_]+$/.test(code) ? (code as MemoryErrorCode) : 'BUDGET_CLOSED', text)
}
