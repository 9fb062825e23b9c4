import { checkKeys, invalid } from '../errors.js'
import { bytesOptionKeys } from '../source/byte-source.js'
import type { LinesOptions } from './line-options.js'

/** How records are read. */
export interface RecordsOptions extends Omit<LinesOptions, 'keepBom'> {
  /**
   * What becomes of a line that is no JSON: `'stop'` ends the reading with `STREAM_INVALID_RECORD`, after the records before
   * it; `'skip'` counts it; `'collect'` keeps where it is and why, too. A line above `maxLineBytes` ends the reading always.
   *
   * @defaultValue 'stop'
   */
  readonly onBadLine?: 'stop' | 'skip' | 'collect'
  /**
   * The most bad lines that are collected; those behind are counted.
   *
   * @defaultValue 1000
   */
  readonly maxBad?: number
  /**
   * Is handed to `JSON.parse`, which calls it with each member. What it throws makes the line a bad one.
   *
   * @defaultValue none; it costs most of the speed
   */
  readonly reviver?: (this: unknown, key: string, value: unknown) => unknown
}

/** The options of records apart from those of lines, checked. */
export interface RecordSettings {
  readonly onBadLine: 'stop' | 'skip' | 'collect'
  readonly maxBad: number
  readonly reviver: RecordsOptions['reviver']
}

/** Checks what lines know nothing of, and leaves the rest to them. */
export function checkRecordsOptions(options: RecordsOptions): { settings: RecordSettings; rest: LinesOptions } {
  checkKeys('records', options, ['onBadLine', 'maxBad', 'reviver', 'maxLineBytes', ...bytesOptionKeys])
  const { onBadLine = 'stop', maxBad = 1000, reviver, ...rest } = options
  if (onBadLine !== 'stop' && onBadLine !== 'skip' && onBadLine !== 'collect') {
    throw invalid('onBadLine', onBadLine, "'stop', 'skip' or 'collect'")
  }
  if (!Number.isSafeInteger(maxBad) || maxBad < 0) throw invalid('maxBad', maxBad, 'a whole number from 0')
  if (reviver !== undefined && typeof reviver !== 'function') {
    throw invalid('reviver', reviver, 'a function, as JSON.parse takes it')
  }
  return { settings: { onBadLine, maxBad, reviver }, rest }
}
