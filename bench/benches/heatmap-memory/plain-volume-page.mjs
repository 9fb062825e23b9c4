// How volumes are swept without a thought for memory: each comes as a message, and waits in an array with all others. No
// encoder: the projections wait in theirs to be encoded.
let workers = []

const ask = (worker, message) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = event => reject(new Error(event.message))
    worker.postMessage(message)
  })

globalThis.startWorkers = async count => {
  const url = new URL('plain-volume-worker.mjs', import.meta.url)
  workers = Array.from({ length: count }, () => new Worker(url, { type: 'module' }))
  await Promise.all(workers.map(worker => ask(worker, undefined)))
}

globalThis.sweep = async ({ x, y, z, t }) => {
  const shape = [z.steps, y.steps, x.steps]
  const span = (t.to - t.from) / (t.steps - 1)
  // One volume comes out of the other, so that one worker has them all.
  const [worker] = workers
  const volumes = []
  for (let index = 0; index < t.steps; index++) {
    volumes.push(await ask(worker, { shape, span: index === 0 ? 0 : span }))
    if (index % 10 === 9) console.info(`${volumes.length} volumes`)
  }
  const frames = volumes.map(volume => greatest(volume, shape))
  globalThis.held = { volumes, frames }
  // Held until the last reading, as it would be while the film is encoded.
  await new Promise(resolve => setTimeout(resolve, 1000))
  return frames.length
}

function greatest(volume, [planes, rows, columns]) {
  const plane = rows * columns
  const picture = volume.slice(0, plane)
  for (let k = 1; k < planes; k++)
    for (let cell = 0; cell < plane; cell++) picture[cell] = Math.max(picture[cell], volume[k * plane + cell])
  return picture
}
