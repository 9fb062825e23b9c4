/**
 * NumPy's `.npy` files of any size, read and written frame by frame.
 *
 * @module npy
 */
export type { ExchangeProgress, ImportOptions } from '../exchange/import-frames.js'
export type { ExportRange, StoredFrames } from '../exchange/stored-frames.js'
export type { ByteSource } from './bytes-reader.js'
export { type ExportedNpy, type ExportNpyOptions, exportNpy } from './export-npy.js'
export { type ImportNpyOptions, importNpy } from './import-npy.js'
export type { NpyHeader } from './npy-header.js'
export { type NpyFile, type NpySlab, type NpySlabsOptions, readNpy } from './read-npy.js'
export { type GridLike, type Grids, type WithGrid, type WriteGridsOptions, writeNpy } from './write-npy.js'
