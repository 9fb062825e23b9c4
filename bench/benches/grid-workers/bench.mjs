const module = 'candidates.mjs'
const about =
  'All workers are up and warm; each round takes the best of several sweeps, for two workers need both cores to themselves.'
const builds = ['@plimsoll/streaming-processor', '@plimsoll/workers']
const rounds = { full: 11, quick: 3 }
const sizes = [10, 100, 1000, 10_000, 50_000]

export const benches = {
  'grid-workers': {
    title: 'A sweep of 50 × 50 × 50 on two workers',
    about: `The wall clock for 125,000 cells of about 0.4 µs each, in chunks of 1,000, their values gathered in one array. ${about}`,
    unit: 'ms',
    better: 'lower',
    browser: false,
    builds,
    rounds,
    goals: [
      { text: 'at least 1.85 times as fast as one thread', to: 'one thread', min: 1.85 },
      { text: 'at least 0.95 of the speed of shared memory', to: 'shared memory', min: 0.95 },
    ],
    candidates: [
      { name: 'mapWorkers', role: 'ours', module, start: 'ours' },
      { name: 'mapWorkers, one call a message', role: 'variant', module, start: 'oneCallEach' },
      { name: 'mapWorkers into shared memory', role: 'variant', module, start: 'into' },
      { name: 'mapWorkers into a plain array', role: 'variant', module, start: 'intoPlain' },
      { name: 'one thread', role: 'peer', module, start: 'oneThread' },
      { name: 'objects, cloned', role: 'peer', module, start: 'clonedObjects' },
      { name: 'arrays, transferred', role: 'peer', module, start: 'movedArrays' },
      { name: 'arrays, transferred, two in flight', role: 'peer', module, start: 'movedArraysAhead' },
      { name: 'shared memory', role: 'limit', module, start: 'sharedMemory' },
    ],
  },
  'grid-chunk-size': {
    title: 'A sweep of 50 × 50 × 50 in chunks of any size',
    about: `The same sweep in chunks of 10 to 50,000 cells: into shared memory, results transferred, and by bare workers that are handed a chunk after the other. ${about}`,
    unit: 'ms',
    better: 'lower',
    browser: false,
    builds,
    rounds,
    goals: [
      {
        text: 'chunks of 10: at least 0.8 of the speed of shared memory',
        of: 'into, 10',
        to: 'shared memory',
        min: 0.8,
      },
    ],
    candidates: [
      { name: 'into, 10', role: 'ours', module, start: 'into10' },
      ...sizes.slice(1).map(size => ({ name: `into, ${size}`, role: 'variant', module, start: `into${size}` })),
      ...sizes.map(size => ({ name: `transferred, ${size}`, role: 'variant', module, start: `ours${size}` })),
      ...sizes.map(size => ({ name: `bare workers, ${size}`, role: 'peer', module, start: `bare${size}` })),
      { name: 'shared memory', role: 'limit', module, start: 'sharedMemory' },
    ],
  },
}
