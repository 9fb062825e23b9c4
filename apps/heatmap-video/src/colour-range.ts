import { JobError } from './errors.js'

/** Which values have the first and the last colour: the least and the greatest of all frames, or two that were chosen. */
export type RangeChoice =
  | { readonly kind: 'global' }
  | { readonly kind: 'fixed'; readonly min: number; readonly max: number }

/** What colours run over where nobody chose. */
export const usualRange: RangeChoice = { kind: 'global' }

const fixedForm = /^(?<min>[^.\s]\S*?)\.\.(?<max>\S+)$/

/**
 * Reads `global`, or two numbers as `0..1`.
 *
 * @throws `JobError` `JOB_INVALID_RANGE` for any other text, and where the first number is above the second
 */
export function parseRange(text: string): RangeChoice {
  const trimmed = text.trim()
  if (trimmed === 'global') return { kind: 'global' }
  const { min: low = '', max: high = '' } = fixedForm.exec(trimmed)?.groups ?? {}
  const [min, max] = [Number(low || Number.NaN), Number(high || Number.NaN)]
  if (Number.isFinite(min) && Number.isFinite(max) && min <= max) return { kind: 'fixed', min, max }
  throw new JobError(
    'JOB_INVALID_RANGE',
    `the range is "${text}"; write global, or the lower and the upper value as 0..1`,
  )
}

/** The text that {@link parseRange} reads. */
export function rangeText(choice: RangeChoice): string {
  return choice.kind === 'fixed' ? `${choice.min}..${choice.max}` : choice.kind
}

/**
 * The values with the first and the last colour.
 *
 * @param known - of all frames; NaN where no cell is finite
 */
export function rangeOf(
  choice: RangeChoice,
  known: { readonly min: number; readonly max: number },
): { readonly min: number; readonly max: number } {
  return choice.kind === 'fixed' ? { min: choice.min, max: choice.max } : { min: known.min, max: known.max }
}
