import type * as Zarrita from 'zarrita'
import { FrameStorageError } from '../errors.js'
import { addBoundedCodecs } from './bounded-codecs.js'

/** The library that reads Zarr. */
export type ZarritaModule = typeof Zarrita

/**
 * Loads zarrita, which is asked for by those alone who read.
 *
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `ZARR_NOT_INSTALLED`
 */
export async function loadZarrita(): Promise<ZarritaModule> {
  try {
    const zarrita = await import('zarrita')
    addBoundedCodecs(zarrita)
    return zarrita
  } catch (cause) {
    const message = 'importZarr reads with zarrita, which cannot be loaded; npm install zarrita'
    throw new FrameStorageError('ZARR_NOT_INSTALLED', message, { cause })
  }
}

/** Says in this package's words what zarrita throws; what a store throws passes through. */
export function translated(zarrita: ZarritaModule, error: unknown, what: string): unknown {
  if (zarrita.isZarritaError(error, 'UnknownCodecError', 'UnsupportedError')) {
    return new FrameStorageError('ZARR_UNSUPPORTED', `${what}: ${error.message}`, { cause: error })
  }
  if (zarrita.isZarritaError(error, 'NotFoundError')) {
    return new FrameStorageError('ZARR_NOT_FOUND', `${what}: ${error.message}; see that path leads to an array`, {
      cause: error,
    })
  }
  if (zarrita.isZarritaError(error)) {
    // A codec's own words are the ones that help.
    const why = error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
    return new FrameStorageError('ZARR_DAMAGED', `${what} cannot be read: ${why}`, { cause: error })
  }
  return error
}
