import type { FileBackend } from '@plimsoll/files'
import { everyStep } from '../every-step.js'

/** Bytes and where in the file they go. */
export interface FileWrite {
  /** What to write. */
  readonly data: Uint8Array<ArrayBuffer>
  /** Where its first byte goes. */
  readonly position: number
}

/** A film's file while it is being written. */
export interface FilmFile {
  /** How far it reaches by now. */
  readonly bytes: number
  /** Writes at any place. */
  write(step: FileWrite): Promise<void>
  /** Ends it and answers the whole. */
  finish(mimeType: string): Promise<Blob>
  /** Closes and removes it. */
  discard(): Promise<void>
}

/** Opens a file of a backend anew. */
export async function openFilmFile(backend: FileBackend, name: string): Promise<FilmFile> {
  const file = await backend.open(name, { create: true })
  const discard = () =>
    everyStep(
      () => file.close(),
      () => backend.remove(name),
    )
  try {
    await file.truncate(0)
  } catch (error) {
    await discard().catch(() => {})
    throw error
  }
  let bytes = 0
  return {
    get bytes() {
      return bytes
    },
    async write({ data, position }) {
      await file.writeAt(data, position)
      bytes = Math.max(bytes, position + data.length)
    },
    async finish(mimeType) {
      await file.flush()
      await file.close()
      return await backend.blob(name, mimeType)
    },
    discard,
  }
}
