/**
 * Long sequences of numeric grids on disk, of which memory holds those alone that are on their way.
 *
 * @module
 */

export { auto, type FrameCodec, quantize, raw } from './codec/frame-codec.js'
export type { Selection } from './engine/selection.js'
export { FrameStorageError, type FrameStorageErrorCode, type FrameStorageErrorOptions } from './errors.js'
export type { Dtype, Frame, FrameSeries, FrameSlice, Grid, GridOf } from './frame.js'
export { FrameStorage } from './frame-storage.js'
export type {
  GetAllFramesOptions,
  GetFrameOptions,
  GetSeriesOptions,
  GlobalRangeOptions,
  MissingOptions,
  StoreFrameOptions,
} from './options/call-options.js'
export type {
  BackendOptions,
  CleanupOptions,
  OpenFrameStorageOptions,
  OpeningOptions,
  ReadFrameStorageOptions,
  SessionOptions,
} from './options/opening-options.js'
export type { FrameDescription } from './record/frame-description.js'
export type { Recovery } from './record/recover.js'
export type { GlobalRange, GridStatistics } from './record/statistics.js'
export type { CleanupReport, CleanupRules, FailedRemoval, RemovableSession } from './session/cleanup.js'
export type { Json, SessionHeader } from './session/session-header.js'
export type { SessionInfo } from './session/stored-sessions.js'
