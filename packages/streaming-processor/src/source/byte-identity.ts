import { type ByteSource, isSeekable } from './byte-source.js'
import { instant } from './instant.js'

/**
 * Says which bytes a source has, as far as it can be known without reading them: its name, its size, when it was changed.
 *
 * @returns nothing for a stream and the like, of which nobody knows
 */
export function byteIdentity(source: ByteSource): string | Promise<string> | undefined {
  if (typeof source === 'string') return `a text of ${source.length} characters`
  if (!isSeekable(source) || typeof source !== 'object') return undefined
  const { identity, size, byteLength, name, lastModified } = source as {
    identity?: unknown
    size?: unknown
    byteLength?: unknown
    name?: unknown
    lastModified?: unknown
  }
  if (typeof identity === 'function') return (identity as () => string | Promise<string>).call(source)
  if (typeof size === 'function') return sized(source as { size(): unknown })
  const parts = [
    ...(typeof name === 'string' && name ? [JSON.stringify(name)] : []),
    ...(typeof (size ?? byteLength) === 'number' ? [`${size ?? byteLength} bytes`] : []),
    ...(typeof lastModified === 'number' ? [`changed ${instant(lastModified)}`] : []),
  ]
  return parts.length > 0 ? parts.join(', ') : undefined
}

async function sized(source: { size(): unknown; name?: unknown }): Promise<string> {
  const size = `${await source.size()} bytes`
  return typeof source.name === 'string' && source.name ? `${JSON.stringify(source.name)}, ${size}` : size
}
