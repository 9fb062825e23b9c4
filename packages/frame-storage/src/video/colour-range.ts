import { shown } from '../shown.js'
import type { ValueRange } from './paint-cells.js'
import { checkRange, refuse } from './paint-options.js'

/** Which values get the first and the last colour: two numbers, those of all frames, or those of all but the outliers. */
export type ColourRange = ValueRange | 'global' | 'robust'

/** The range of all frames. */
export interface GlobalRange extends ValueRange {
  /** The range without the outliers, where it is known. */
  readonly robust?: ValueRange
}

/** Answers the two numbers, checked. */
export function chooseRange(
  range: ColourRange | undefined,
  source: { computeGlobalRange(): GlobalRange } | undefined,
): ValueRange {
  const chosen = range === undefined || typeof range === 'string' ? known(range ?? 'global', source) : range
  checkRange(chosen)
  return { min: chosen.min, max: chosen.max }
}

function known(range: string, source: { computeGlobalRange(): GlobalRange } | undefined): ValueRange {
  if (range !== 'global' && range !== 'robust')
    refuse(`range is ${shown(range)}; give { min, max }, "global" or "robust"`)
  if (!source) refuse(`range is ${shown(range)}, which an iterable does not know; give { min, max }`)
  const global = source.computeGlobalRange()
  if (range === 'global') return global
  return global.robust ?? refuse('range is "robust", which these frames do not know; give { min, max } or "global"')
}
