import type { AdmissionOptions } from './admission.js'

/** What a run has to know, whoever does its items. */
export interface RunOptions<Item> extends AdmissionOptions<Item> {
  readonly ordered: boolean
  readonly maxInFlight: number
  /** Whether an item is read while none can begin yet, so that it is there when one can. */
  readonly readAhead: boolean
  readonly signal: AbortSignal | undefined
  readonly name: string
}
