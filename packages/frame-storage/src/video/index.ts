/**
 * Films of stored frames: painted, encoded and written to a file in a worker, frame by frame.
 *
 * @module video
 */
export type { FrameSource, RenderVideoOptions, VideoProgress } from './film-options.js'
export type { VideoFormat } from './film-plan.js'
export type { ValueRange } from './paint-cells.js'
export { type PaintFrameOptions, paintFrame } from './paint-frame.js'
export type { Colour } from './paint-options.js'
export { type RenderedVideo, renderVideo } from './render-video.js'
