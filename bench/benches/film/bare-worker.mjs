// The least that makes a film: paint, encode, mux, all in the worker, the film in memory.
import { columns, frameRate, frames, grids, paint, rows } from './scene.mjs'

// By its address, for workers see no import map.
const loading = import(`${self.location.origin}/peers/mediabunny/dist/bundles/mediabunny.mjs`)

self.onmessage = async () => {
  const { BufferTarget, Mp4OutputFormat, Output, Quality, VideoSample, VideoSampleSource } = await loading
  const target = new BufferTarget()
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: false }), target })
  const source = new VideoSampleSource({ codec: 'avc', quality: new Quality('very-high'), keyFrameInterval: 1 })
  output.addVideoTrack(source, { frameRate })
  await output.start()
  const pixels = new Uint8ClampedArray(rows * columns * 4)
  for (let index = 0; index < frames; index++) {
    paint(grids[index % grids.length], pixels)
    const sample = new VideoSample(pixels, {
      format: 'RGBA',
      codedWidth: columns,
      codedHeight: rows,
      timestamp: index / frameRate,
      duration: 1 / frameRate,
    })
    await source.add(sample)
    sample.close()
  }
  await output.finalize()
  self.postMessage(new Blob([target.buffer], { type: 'video/mp4' }))
}
