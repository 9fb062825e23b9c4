/** A model of one's own: a wave that runs outwards and fades. Copy it, change it, and load it by its address. */
export function simulate({ x, y, z = 0, t }) {
  const r = Math.hypot(x, y, z)
  return Math.cos(4 * r - 2 * t) / (1 + r * r)
}
