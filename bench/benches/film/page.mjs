import { ALL_FORMATS, BlobSource, EncodedPacketSink, Input } from 'mediabunny'
import { colours, columns, frameRate, frames, grids, paint, range, rows } from './scene.mjs'

async function framesOf(film) {
  const input = new Input({ formats: ALL_FORMATS, source: new BlobSource(film) })
  const sink = new EncodedPacketSink(await input.getPrimaryVideoTrack())
  let count = 0
  for await (const _ of sink.packets()) count++
  return count
}

/** `render` answers a film; the speed is that of the frames handed in, whatever became of them. */
async function candidate(render, { quick }, { best = 3, mayLose = false, prepare = () => undefined } = {}) {
  const round = async () => {
    let least = Number.POSITIVE_INFINITY
    let film
    for (let i = 0; i < (quick ? 1 : best); i++) {
      const prepared = prepare()
      const from = performance.now()
      film = await render(prepared)
      least = Math.min(least, performance.now() - from)
    }
    const arrived = await framesOf(film)
    if (arrived !== frames && !mayLose) throw new Error(`the film has ${arrived} of ${frames} frames`)
    const details = { frames: arrived, bytes: film.size }
    return {
      value: frames / (least / 1000),
      details,
      ...(arrived < frames ? { note: `lost ${frames - arrived} of ${frames} frames in a round` } : {}),
    }
  }
  await round()
  return { round }
}

// A storage without a disk: frames whose buffers may be moved, as those that are read are. Made outside the clock.
const storageOf = fresh => ({
  shape: [rows, columns],
  computeGlobalRange: () => ({ ...range, mean: 0, cells: frames * rows * columns, nan: 0, infinite: 0 }),
  async *getAllFrames() {
    for (let index = 0; index < frames; index++) yield { index, t: index, grid: fresh[index] }
  },
})

export const candidates = {
  async ours(options) {
    const { renderVideo } = await import('@plimsoll/frame-storage/video')
    const settings = { colours, frameRate, scale: 1, format: 'mp4' }
    const prepare = () => storageOf(Array.from({ length: frames }, (_, index) => grids[index % grids.length].slice()))
    return candidate(async storage => (await renderVideo(storage, settings)).file, options, { prepare })
  },

  async mediaRecorder(options) {
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: columns, height: rows })
    const context = canvas.getContext('2d')
    const image = context.createImageData(columns, rows)
    const types = ['video/mp4;codecs=avc1.42001f', 'video/mp4', 'video/webm']
    const mimeType = types.find(type => MediaRecorder.isTypeSupported(type))
    const render = async () => {
      const stream = canvas.captureStream(0)
      const [track] = stream.getVideoTracks()
      const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: 8_000_000 })
      const parts = []
      recorder.ondataavailable = ({ data }) => parts.push(data)
      const stopped = new Promise(resolve => (recorder.onstop = resolve))
      recorder.start()
      const from = performance.now()
      for (let index = 0; index < frames; index++) {
        paint(grids[index % grids.length], image.data)
        context.putImageData(image, 0, 0)
        track.requestFrame()
        const due = from + ((index + 1) * 1000) / frameRate
        await new Promise(resolve => setTimeout(resolve, Math.max(0, due - performance.now())))
      }
      recorder.stop()
      await stopped
      return new Blob(parts, { type: mimeType })
    }
    return candidate(render, options, { best: 1, mayLose: true })
  },

  async bare(options) {
    const worker = new Worker(new URL('bare-worker.mjs', import.meta.url), { type: 'module' })
    const ask = message =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = event => reject(new Error(event.message))
        worker.postMessage(message)
      })
    return candidate(() => ask('film'), options)
  },
}
