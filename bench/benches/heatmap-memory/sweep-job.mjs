/**
 * The job both measure. Of x, y and t the cheapest model, so that fifty million cells take a minute and memory is what differs;
 * of x, y, z and t heat that spreads, some two steps from volume to volume.
 */
export const sweepJob = steps => (steps.length === 4 ? volumes(steps) : planes(steps))

const planes = ([x, y, t]) => ({
  model: 'driven-oscillator',
  x: { parameter: 'drive', from: 0.4, to: 2, steps: x },
  y: { parameter: 'damping', from: 0.05, to: 0.6, steps: y },
  t: { parameter: 'natural', from: 0.6, to: 1.8, steps: t },
})

const volumes = ([x, y, z, t]) => ({
  model: 'heat-spot',
  x: { parameter: 'x', from: 0, to: 1, steps: x },
  y: { parameter: 'y', from: 0, to: 1, steps: y },
  z: { parameter: 'z', from: 0, to: 1, steps: z },
  t: { parameter: 'time', from: 0, to: 0.0036, steps: t },
})
