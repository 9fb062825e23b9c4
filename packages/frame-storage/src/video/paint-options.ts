import { FrameStorageError } from '../errors.js'
import { shown } from '../shown.js'
import type { ValueRange } from './paint-cells.js'

/** Red, green, blue and alpha, each 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number]

/** What cells that hold no finite number look like where nothing else was asked for. */
export const defaultInvalidColour: Colour = [128, 128, 128, 255]

/** Refuses an option: what was given, what is allowed. */
export function refuse(message: string): never {
  throw new FrameStorageError('VIDEO_INVALID_OPTIONS', message)
}

/** Refuses an option that there is not: one that is misspelt would leave its default standing. */
export function checkNames(what: string, options: object, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null) refuse(`${what} was given ${shown(options)}; give options`)
  const unknown = Object.keys(options).find(key => !names.includes(key))
  if (unknown !== undefined) refuse(`there is no option ${shown(unknown)} of ${what}; use ${names.join(', ')}`)
}

/** A range is finite and rising, or NaN at both ends where no cell is finite. */
export function checkRange(range: ValueRange | undefined): ValueRange {
  const { min, max } = range ?? {}
  const finite = Number.isFinite(min) && Number.isFinite(max) && (min as number) <= (max as number)
  if (!finite && !(Number.isNaN(min) && Number.isNaN(max)))
    refuse(`range is { min: ${String(min)}, max: ${String(max)} }; give two finite numbers, min not above max`)
  return range as ValueRange
}

/** There are 256 colours and one for what is no finite number. */
export function checkColours(colours: unknown, invalidColour: unknown): void {
  if (!(colours instanceof Uint8Array || colours instanceof Uint8ClampedArray) || colours.length !== 1024)
    refuse(`colours is ${shown(colours)}; give a Uint8Array of 1024 bytes: 256 colours as red, green, blue, alpha`)
  const byte = (part: unknown) => Number.isInteger(part) && (part as number) >= 0 && (part as number) <= 255
  if (!Array.isArray(invalidColour) || invalidColour.length !== 4 || !invalidColour.every(byte))
    refuse(`invalidColour is ${shown(invalidColour)}; give [red, green, blue, alpha], each a whole number, 0 to 255`)
}
