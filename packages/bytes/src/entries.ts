import * as brand from './brand.js'

/** How many members a value has itself, without running its code. */
export function entriesOf(value: unknown): number {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || brand.isProxy(value)) return 0
  try {
    if (Array.isArray(value)) return value.length
    // Before its names are asked for: a typed array makes one for each element.
    if (ArrayBuffer.isView(value)) return brand.viewLength(value)
    const own = Object.getOwnPropertyNames(value).length + Object.getOwnPropertySymbols(value).length
    if (typeof value === 'function') return own
    const { kind } = brand.shapeOf(value, Object.getPrototypeOf(value))
    if (kind === 'Map') return brand.mapSize(value)
    if (kind === 'Set') return brand.setSize(value)
    return own
  } catch {
    // A proxy in a browser whose trap throws, or that was revoked.
    return 0
  }
}
