import { BlobSource, EncodedPacketSink, Input, MP4, VideoSampleSink, WEBM } from 'mediabunny'

/** One frame, as a player would show it. */
export interface DecodedFrame {
  readonly timestamp: number
  readonly duration: number
  readonly isKey: boolean
  readonly pixels: ImageData
}

/** A film, as a player sees it. */
export interface DecodedFilm {
  readonly mimeType: string
  readonly codec: string | null
  readonly width: number
  readonly height: number
  readonly durationSeconds: number
  readonly frames: readonly DecodedFrame[]
}

/** Reads a film through the browser's own decoder. */
export async function decode(film: Blob): Promise<DecodedFilm> {
  using input = new Input({ source: new BlobSource(film), formats: [MP4, WEBM] })
  const track = await input.getPrimaryVideoTrack()
  if (!track) throw new Error('the file has no video track')
  const keys = new Set<number>()
  for await (const packet of new EncodedPacketSink(track).packets())
    if (packet.type === 'key') keys.add(packet.timestamp)
  const frames: DecodedFrame[] = []
  for await (const sample of new VideoSampleSink(track).samples()) {
    const canvas = new OffscreenCanvas(sample.displayWidth, sample.displayHeight)
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
    sample.draw(context, 0, 0)
    const { timestamp, duration } = sample
    sample.close()
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height)
    frames.push({ timestamp, duration, isKey: keys.has(timestamp), pixels })
  }
  return {
    mimeType: await input.getMimeType(),
    codec: await track.getCodecParameterString(),
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    durationSeconds: await track.computeDuration(),
    frames,
  }
}

/** Red, green and blue of one pixel. */
export function pixelAt({ data, width }: ImageData, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)]
}
