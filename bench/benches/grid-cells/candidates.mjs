import { cpuMsPerCall } from '../../harness/clock.mjs'

const axes = { x: 50, y: 50, t: 400 }
const cells = axes.x * axes.y * axes.t
const values = new Float64Array(cells)

const candidate = (walk, { quick }) => {
  const round = () => {
    values.fill(-1)
    const ms = cpuMsPerCall(walk, quick ? 200 : 600)
    for (const index of [0, 2551, cells - 1]) {
      const [x, y, t] = [index % 50, Math.floor(index / 50) % 50, Math.floor(index / 2500)]
      if (values[index] !== x + y * t) throw new Error(`cell ${index} is ${values[index]}, not ${x + y * t}`)
    }
    return (ms * 1e6) / cells
  }
  round()
  return { round }
}

const write = walked => {
  for (const { index, x, y, t } of walked) values[index] = x + y * t
}

export const called = async options => {
  const { gridCells } = await import('@plimsoll/streaming-processor')
  const walk = () =>
    gridCells(axes).forEach((index, x, y, t) => {
      values[index] = x + y * t
    })
  return candidate(walk, options)
}

export const oneByOne = async options => {
  const { gridCells } = await import('@plimsoll/streaming-processor')
  return candidate(() => write(gridCells(axes)), options)
}

function* objects() {
  for (let t = 0, index = 0; t < axes.t; t++)
    for (let y = 0; y < axes.y; y++) for (let x = 0; x < axes.x; x++, index++) yield { index, x, y, t }
}

export const generated = options => candidate(() => write(objects()), options)

export const listed = options => candidate(() => write([...objects()]), options)

export const nested = options => {
  const walk = () => {
    for (let t = 0, index = 0; t < axes.t; t++)
      for (let y = 0; y < axes.y; y++) for (let x = 0; x < axes.x; x++, index++) values[index] = x + y * t
  }
  return candidate(walk, options)
}
