import { canEncodeVideo, Quality, type VideoCodec } from 'mediabunny'
import { FrameStorageError } from '../errors.js'
import type { FilmPlan, VideoFormat } from './film-plan.js'

/** What each container is filled with, best first: what most players play, then what most browsers can write. */
const codecs: Readonly<Record<VideoFormat, readonly VideoCodec[]>> = {
  mp4: ['avc', 'vp9', 'av1'],
  webm: ['vp9', 'vp8'],
}

/** Near the best that each codec can do: the colours are the data. */
export const filmQuality = new Quality('very-high')

/**
 * Answers the first codec of the container that this browser can write at this size.
 *
 * @throws {@link FrameStorageError} `VIDEO_UNSUPPORTED`, naming what was tried
 */
export async function chooseCodec({ format, size, frameRate }: FilmPlan): Promise<VideoCodec> {
  const { width, height } = size
  for (const codec of codecs[format])
    if (await canEncodeVideo(codec, { width, height, frameRate, quality: filmQuality })) return codec
  const tried = codecs[format].join(', ')
  throw new FrameStorageError(
    'VIDEO_UNSUPPORTED',
    `this browser writes no ${format} of ${width} × ${height} pixels (tried ${tried}); give a smaller scale, the other format, or another browser`,
  )
}
