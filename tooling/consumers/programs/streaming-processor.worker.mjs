import { expose, transfer } from '@plimsoll/workers'

expose({
  remainders({ start, end }) {
    const cells = Float32Array.from({ length: end - start }, (_, cell) => (start + cell) % 7)
    return transfer(cells, [cells.buffer])
  },
})
