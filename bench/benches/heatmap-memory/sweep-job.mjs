/** The job both measure: the cheapest model, so that fifty million cells take a minute and memory is what differs. */
export const sweepJob = ([x, y, t]) => ({
  model: 'driven-oscillator',
  x: { parameter: 'drive', from: 0.4, to: 2, steps: x },
  y: { parameter: 'damping', from: 0.05, to: 0.6, steps: y },
  t: { parameter: 'natural', from: 0.6, to: 1.8, steps: t },
})
