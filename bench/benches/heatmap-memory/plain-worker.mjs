// The app's own model, by its address: the bench serves it compiled.
const loading = import(`${self.location.origin}/models/driven-oscillator.js`)

const force = 1

self.onmessage = async ({ data: cells }) => {
  const { drivenOscillator } = await loading
  self.postMessage(
    cells.map(({ x, y, t }) => ({ x, y, t, value: drivenOscillator.simulate(Float64Array.of(x, y, t, force)) })),
  )
}
