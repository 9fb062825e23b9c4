// The app's own step, by its address: the bench serves it compiled.
const loading = import(`${self.location.origin}/models/heat-step.js`)

const [courant, size] = [0.15, 0.06]
let field

self.onmessage = async ({ data }) => {
  const { heatStep } = await loading
  if (!data) return self.postMessage(undefined)
  const { shape, span } = data
  field ??= spot(shape)
  const finest = Math.max(...shape)
  const steps = Math.ceil(((span * finest ** 2) / courant) * (1 - 1e-9))
  const one = span / steps
  const [z, y, x] = shape.map(cells => one * cells ** 2)
  for (let step = 0; step < steps; step++) {
    const next = new Float32Array(field.length)
    heatStep(field, next, shape, { x, y, z })
    field = next
  }
  self.postMessage(field)
}

function spot([planes, rows, columns]) {
  const middle = (index, cells) => ((index + 0.5) / cells - 0.5) ** 2
  const plane = rows * columns
  return Float32Array.from({ length: planes * plane }, (_, cell) => {
    const [k, j, i] = [Math.floor(cell / plane), Math.floor((cell % plane) / columns), cell % columns]
    return Math.exp(-(middle(i, columns) + middle(j, rows) + middle(k, planes)) / (2 * size * size))
  })
}
