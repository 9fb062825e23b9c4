/** A value as a message shows it, cut short. */
export function shown(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`
  const text = textOf(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function objectText(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return Object.prototype.toString.call(value)
  return `{ ${Object.keys(value).join(', ')} }`
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`
  if (typeof value === 'object' && value !== null) return objectText(value)
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}`
  return typeof value === 'string' ? `"${value}"` : String(value)
}
