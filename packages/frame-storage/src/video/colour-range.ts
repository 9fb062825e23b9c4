import { shown } from '../shown.js'
import type { ValueRange } from './paint-cells.js'
import { checkRange, refuse } from './paint-options.js'

/** Which values get the first and the last colour: two numbers, those of all frames, or those of all but the outliers. */
export type ColourRange = ValueRange | 'global' | 'robust'

/** What knows the range of its frames; `FrameStorage` does. */
export interface RangeSource {
  /** The range over all frames; with `robust` the outliers are left out. */
  computeGlobalRange(options?: { readonly robust?: boolean }): ValueRange
}

/** Answers the two numbers, checked. */
export function chooseRange(range: ColourRange = 'global', source: RangeSource | undefined): ValueRange {
  const { min, max } = checkRange(typeof range === 'string' ? known(range, source) : range)
  return { min, max }
}

function known(range: string, source: RangeSource | undefined): ValueRange {
  if (range !== 'global' && range !== 'robust')
    refuse(`range is ${shown(range)}; give { min, max }, "global" or "robust"`)
  if (!source) refuse(`range is ${shown(range)}, which an iterable does not know; give { min, max }`)
  return source.computeGlobalRange(range === 'robust' ? { robust: true } : {})
}
