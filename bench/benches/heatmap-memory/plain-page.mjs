// How the sweep is written without a thought for memory. No encoder: the frames wait in their array to be encoded.
let workers = []

const ask = (worker, cells) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = event => reject(new Error(event.message))
    worker.postMessage(cells)
  })

globalThis.startWorkers = async count => {
  const url = new URL('plain-worker.mjs', import.meta.url)
  workers = Array.from({ length: count }, () => new Worker(url, { type: 'module' }))
  await Promise.all(workers.map(worker => ask(worker, [])))
}

const values = ({ from, to, steps }) => Array.from({ length: steps }, (_, i) => from + ((to - from) * i) / (steps - 1))

globalThis.sweep = async job => {
  const [xs, ys, ts] = [values(job.x), values(job.y), values(job.t)]

  const cells = []
  for (const t of ts) {
    for (const y of ys) for (const x of xs) cells.push({ x, y, t })
    await new Promise(resolve => setTimeout(resolve))
  }

  // Heard outside: what was there when the page died.
  const tell = () => console.info(`${cells.length.toLocaleString('en')} cells and ${next.toLocaleString('en')} results`)
  const results = []
  let next = 0
  const work = async worker => {
    while (next < cells.length) {
      const from = next
      next += 1000
      if (next % 250_000 === 0) tell()
      const done = await ask(worker, cells.slice(from, next))
      for (let i = 0; i < done.length; i++) results[from + i] = done[i]
    }
  }
  await Promise.all(workers.map(work))

  const frames = []
  const size = xs.length * ys.length
  for (let from = 0; from < results.length; from += size)
    frames.push(Float32Array.from(results.slice(from, from + size), result => result.value))
  globalThis.held = { cells, results, frames }
  // Held until the last reading, as it would be while the film is encoded.
  await new Promise(resolve => setTimeout(resolve, 1000))
  return frames.length
}
