/**
 * Zarr arrays: written frame by frame, and read by zarrita.
 *
 * @module zarr
 */
export type { ExchangeProgress, ImportOptions } from '../exchange/import-frames.js'
export type { ExportRange, StoredFrames } from '../exchange/stored-frames.js'
export { blobStore } from './blob-store.js'
export { type ExportedZarr, type ExportZarrOptions, exportZarr } from './export-zarr.js'
export { filesStore, type ZarrFilesStore } from './files-store.js'
export { type ImportZarrOptions, importZarr } from './import-zarr.js'
export {
  type ReadZarrOptions,
  readZarr,
  type ZarrFrames,
  type ZarrFramesOptions,
  type ZarrHeader,
} from './read-zarr.js'
export type {
  ZarrBytesFrom,
  ZarrGetOptions,
  ZarrLastBytes,
  ZarrRange,
  ZarrReadable,
  ZarrWritable,
} from './zarr-store.js'
