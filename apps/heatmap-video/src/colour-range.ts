import type { FrameStorage } from '@plimsoll/frame-storage'
import type { ColourRange, ValueRange } from '@plimsoll/frame-storage/video'
import { JobError } from './errors.js'

/**
 * Which values have the first and the last colour: the least and the greatest of all frames; those below which 2 and 98 of
 * 100 cells lie, so that a few outliers do not take all colours to themselves; or two that were chosen.
 */
export type RangeChoice =
  | { readonly kind: 'global' }
  | { readonly kind: 'robust' }
  | { readonly kind: 'fixed'; readonly min: number; readonly max: number }

/** What colours run over where nobody chose. */
export const usualRange: RangeChoice = { kind: 'global' }

const fixedForm = /^(?<min>\S+?)\.\.(?<max>\S+)$/

/**
 * Reads `global`, `robust`, or two numbers as `0..1`.
 *
 * @throws `JobError` `JOB_INVALID_RANGE` for any other text, and where the first number is above the second
 */
export function parseRange(text: string): RangeChoice {
  const trimmed = text.trim()
  if (trimmed === 'global' || trimmed === 'robust') return { kind: trimmed }
  const { min: low = '', max: high = '' } = fixedForm.exec(trimmed)?.groups ?? {}
  const [min, max] = [Number(low || Number.NaN), Number(high || Number.NaN)]
  if (Number.isFinite(min) && Number.isFinite(max) && min <= max) return { kind: 'fixed', min, max }
  throw new JobError(
    'JOB_INVALID_RANGE',
    `the range is "${text}"; write global, robust, or the lower and the upper value as 0..1`,
  )
}

/** The text that {@link parseRange} reads. */
export function rangeText(choice: RangeChoice): string {
  return choice.kind === 'fixed' ? `${choice.min}..${choice.max}` : choice.kind
}

/**
 * The values with the first and the last colour; NaN where no cell is finite.
 *
 * @param frames - of which the range is
 */
export function rangeOf(choice: RangeChoice, frames: Pick<FrameStorage, 'computeGlobalRange'>): ValueRange {
  if (choice.kind === 'fixed') return { min: choice.min, max: choice.max }
  const { min, max } = frames.computeGlobalRange({ robust: choice.kind === 'robust' })
  return { min, max }
}

/** The same in the words of `renderVideo`, which asks the frames itself. */
export function filmRange(choice: RangeChoice): ColourRange {
  return choice.kind === 'fixed' ? { min: choice.min, max: choice.max } : choice.kind
}
