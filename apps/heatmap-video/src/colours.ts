import { interpolateCividis, interpolateMagma, interpolateViridis } from 'd3-scale-chromatic'

const interpolators = { viridis: interpolateViridis, cividis: interpolateCividis, magma: interpolateMagma }

/** A perceptual colour map; cividis is safe for colour-blind readers. */
export type ColourName = keyof typeof interpolators

/** All colour maps, the default first. */
export const colourNames = Object.keys(interpolators) as readonly ColourName[]

/** What NaN and infinities are drawn in, in all maps: a grey that none of them has. */
export const invalidColour: [number, number, number, number] = [122, 130, 140, 255]

/** Row 0 is drawn at the bottom, as the axes of a plot run. */
export const flipY = true

/** Whether a name is that of a colour map. */
export function isColourName(name: string): name is ColourName {
  return Object.hasOwn(interpolators, name)
}

/** A colour map as 256 RGBA entries. */
export function colours(name: ColourName): Uint8Array {
  const table = new Uint8Array(256 * 4)
  for (let index = 0; index < 256; index++) table.set([...parse(interpolators[name](index / 255)), 255], index * 4)
  return table
}

// d3 answers "#rrggbb" for some maps and "rgb(r, g, b)" for others.
function parse(colour: string): number[] {
  if (colour.startsWith('#')) return [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16))
  return colour.match(/\d+/g)?.map(Number) ?? []
}
