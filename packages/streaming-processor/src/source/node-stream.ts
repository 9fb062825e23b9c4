/** As much of a stream of Node as it takes to end it. */
export interface NodeStream {
  destroy(): unknown
  once(event: 'close', listener: () => void): unknown
  readonly closed?: unknown
  readonly fd?: number | null
  readonly path?: unknown
  readonly bytesRead?: unknown
  readonly _readableState?: { readonly emitClose?: boolean }
}

interface FileSystem {
  fstatSync(fd: number): { isFile(): boolean }
  statSync(path: unknown): { isFile(): boolean }
}

/** Whether a source is a stream of Node, or of its make. */
export function isNodeStream(source: unknown): source is NodeStream {
  const { pipe, destroy } = Object(source)
  return typeof pipe === 'function' && typeof destroy === 'function'
}

/**
 * Destroys a stream.
 *
 * @returns what resolves when it has closed, where it is sure to tell
 */
export function destroyStream(stream: NodeStream): Promise<void> | undefined {
  const closed = tellsItsClose(stream) && new Promise<void>(resolve => stream.once('close', resolve))
  stream.destroy()
  return closed || undefined
}

/** Whether a stream that is destroyed surely tells when it has closed. */
export function tellsItsClose(stream: NodeStream): boolean {
  // Streams of other makes may have no word for it, and one that has closed says nothing more.
  if (stream.closed !== false || stream._readableState?.emitClose === false) return false
  // A read of a pipe, by its path, is waited for by its stream, and may never answer.
  return !('bytesRead' in stream && 'fd' in stream) || readsFile(stream)
}

function readsFile({ fd, path }: NodeStream): boolean {
  const { process } = globalThis as { process?: { getBuiltinModule?(id: string): unknown } }
  const fs = process?.getBuiltinModule?.('node:fs') as FileSystem | undefined
  try {
    return (typeof fd === 'number' ? fs?.fstatSync(fd) : fs?.statSync(path))?.isFile() ?? false
  } catch {
    return false
  }
}
