import { type ByteSource, isSeekable } from './byte-source.js'
import { instant } from './instant.js'

/**
 * Says which bytes a source has, as far as it can be known without reading them: its name, its size, when it was changed.
 *
 * @returns nothing for what has neither a name nor a time, such as a stream: others of its size would pass for it
 */
export function byteIdentity(source: ByteSource): string | Promise<string> | undefined {
  if (!isSeekable(source) || typeof source !== 'object') return undefined
  const { identity, size, byteLength, name, lastModified } = source as {
    identity?: unknown
    size?: unknown
    byteLength?: unknown
    name?: unknown
    lastModified?: unknown
  }
  if (typeof identity === 'function') return (identity as () => string | Promise<string>).call(source)
  const isNamed = typeof name === 'string' && name !== ''
  const isDated = typeof lastModified === 'number'
  if (!isNamed && !isDated) return undefined
  const told = (bytes: unknown) => {
    const parts = [
      ...(isNamed ? [JSON.stringify(name)] : []),
      ...(bytes === undefined ? [] : [`${bytes} bytes`]),
      ...(isDated ? [`changed ${instant(lastModified)}`] : []),
    ]
    return parts.join(', ')
  }
  if (typeof size === 'function') return sizeOf(source as { size(): unknown }).then(told)
  return told(size ?? byteLength)
}

async function sizeOf(source: { size(): unknown }): Promise<unknown> {
  return source.size()
}
