export const benches = {
  'size-of': {
    title: 'Sizing 100 parsed records',
    about: 'CPU time for the sizes of 100 records of eight keys, as JSON.parse makes them, one after the other.',
    unit: 'µs',
    better: 'lower',
    browser: false,
    builds: ['@plimsoll/bytes'],
    rounds: { full: 11, quick: 3 },
    goals: [{ text: "at most half of object-sizeof's time", to: 'object-sizeof', min: 2 }],
    candidates: [
      { name: 'sizeOf', role: 'ours', package: '@plimsoll/bytes', module: 'candidates.mjs', start: 'ours' },
      {
        name: 'object-sizeof',
        role: 'peer',
        package: 'object-sizeof',
        module: 'candidates.mjs',
        start: 'objectSizeof',
      },
      { name: 'sizeof', role: 'peer', package: 'sizeof', module: 'candidates.mjs', start: 'plainSizeof' },
      { name: 'js-sizeof', role: 'peer', package: 'js-sizeof', module: 'candidates.mjs', start: 'jsSizeof' },
      { name: 'v8.serialize().length', role: 'peer', module: 'candidates.mjs', start: 'v8Serialize' },
    ],
  },
  'size-of-growth': {
    title: 'Sizing one array of records, per record',
    about:
      'CPU time for the size of an array of so many parsed records of eight keys, divided by their number; the largest is 4,000,000 objects and texts in 600 MB.',
    unit: 'ns',
    better: 'lower',
    browser: false,
    builds: ['@plimsoll/bytes'],
    rounds: { full: 5, quick: 3 },
    goals: [{ text: 'linear: per record at most 4 times the time of 1,000', to: '1,000 records', min: 0.25 }],
    candidates: [
      { name: '1,000,000 records', role: 'ours', package: '@plimsoll/bytes', module: 'growth.mjs', start: 'million' },
      { name: '1,000 records', role: 'variant', module: 'growth.mjs', start: 'thousand' },
      { name: '10,000 records', role: 'variant', module: 'growth.mjs', start: 'tenThousand' },
      { name: '100,000 records', role: 'variant', module: 'growth.mjs', start: 'hundredThousand' },
      {
        name: '1,000,000 records, maxNodes: 10,000',
        role: 'variant',
        module: 'growth.mjs',
        start: 'sampledMillion',
      },
    ],
  },
}
