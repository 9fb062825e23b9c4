const module = 'candidates.mjs'

export const benches = {
  'grid-workers': {
    title: 'A sweep of 50 × 50 × 50 on two workers',
    about:
      'The wall clock for 125,000 cells of about 0.4 µs each, their values gathered in one array. All workers are up and warm; each round takes the best of several sweeps, for two workers need both cores to themselves.',
    unit: 'ms',
    better: 'lower',
    browser: false,
    builds: ['@plimsoll/streaming-processor', '@plimsoll/workers'],
    rounds: { full: 11, quick: 3 },
    goals: [
      { text: 'at least 1.85 times as fast as one thread', to: 'one thread', min: 1.85 },
      { text: 'at least 0.95 of the speed of shared memory', to: 'shared memory', min: 0.95 },
    ],
    candidates: [
      { name: 'gridChunks + mapWorkers', role: 'ours', module, start: 'ours' },
      { name: 'one thread', role: 'peer', module, start: 'oneThread' },
      { name: 'objects, cloned', role: 'peer', module, start: 'clonedObjects' },
      { name: 'shared memory', role: 'limit', module, start: 'sharedMemory' },
    ],
  },
}
