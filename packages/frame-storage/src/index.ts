/**
 * Long sequences of numeric grids on disk, of which memory holds those alone that are on their way.
 *
 * @module
 */

export type { CleanupReport, CleanupRules, RemovableSession } from './cleanup.js'
export { auto, type FrameCodec, quantize, raw } from './codec/frame-codec.js'
export { FrameStorageError, type FrameStorageErrorCode, type FrameStorageErrorOptions } from './errors.js'
export type { Dtype, Frame, FrameSeries, FrameSlice, Grid, GridOf } from './frame.js'
export type { FrameDescription } from './frame-description.js'
export { FrameStorage } from './frame-storage.js'
export type {
  BackendOptions,
  CleanupOptions,
  GetAllFramesOptions,
  GetFrameOptions,
  GetSeriesOptions,
  GlobalRangeOptions,
  MissingOptions,
  OpenFrameStorageOptions,
  OpeningOptions,
  ReadFrameStorageOptions,
  SessionOptions,
  StoreFrameOptions,
} from './options.js'
export type { Recovery } from './recover.js'
export type { Selection } from './selection.js'
export type { SessionInfo } from './session.js'
export type { Json, SessionHeader } from './session-header.js'
export type { GlobalRange, GridStatistics } from './statistics.js'
