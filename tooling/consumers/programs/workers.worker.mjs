import { expose, transfer } from '@plimsoll/workers'

expose({
  sum: values => values.reduce((total, value) => total + value, 0),
  ramp(length) {
    const values = Float64Array.from({ length }, (_, index) => index)
    return transfer(values, [values.buffer])
  },
  refuse() {
    throw new RangeError('out of range')
  },
})
