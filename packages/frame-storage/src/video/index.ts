/**
 * Films of stored frames: painted, encoded and written to a file in a worker, frame by frame. And small pictures of single
 * frames, for scrubbing.
 *
 * @module video
 */
export type { ColourRange, RangeSource } from './colour-range.js'
export type { FrameSource, RenderVideoOptions, VideoProgress } from './film-options.js'
export type { VideoFormat } from './film-plan.js'
export { type FramePreviews, type PreviewSource, type PreviewsOptions, previews } from './frame-previews.js'
export type { ValueRange } from './paint-cells.js'
export { type PaintFrameOptions, paintFrame } from './paint-frame.js'
export type { Colour } from './paint-options.js'
export { cutPlane, type PlaneOptions, type VolumePlane, type VolumeProjection, type VolumeSlice } from './plane.js'
export { type PreviewSize, type RenderPreviewOptions, renderPreview } from './render-preview.js'
export { type RenderedVideo, renderVideo } from './render-video.js'
