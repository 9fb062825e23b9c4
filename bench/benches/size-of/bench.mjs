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
      { name: 'v8.serialize().length', role: 'peer', module: 'candidates.mjs', start: 'v8Serialize' },
    ],
  },
}
