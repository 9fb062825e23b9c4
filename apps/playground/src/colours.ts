// Viridis (Nathaniel Smith, Stéfan van der Walt), from nine of its colours: even steps look even.
const stops = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
] as const

/** 256 colours, red, green, blue and alpha each. */
export const viridis = Uint8Array.from({ length: 256 * 4 }, (_, at) => {
  const channel = at % 4
  if (channel === 3) return 255
  const place = (Math.floor(at / 4) / 255) * (stops.length - 1)
  const below = Math.min(Math.floor(place), stops.length - 2)
  const [from, to] = [stops[below] as readonly number[], stops[below + 1] as readonly number[]]
  return Math.round((from[channel] as number) + ((to[channel] as number) - (from[channel] as number)) * (place - below))
})
