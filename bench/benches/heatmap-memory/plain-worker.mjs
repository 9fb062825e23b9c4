import { drivenOscillator } from '/models/driven-oscillator.js'

const force = 1

self.onmessage = ({ data: cells }) => {
  self.postMessage(
    cells.map(({ x, y, t }) => ({ x, y, t, value: drivenOscillator.simulate(Float64Array.of(x, y, t, force)) })),
  )
}
