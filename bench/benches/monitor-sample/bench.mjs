export const benches = {
  'monitor-sample': {
    title: 'A sample of memory',
    about: 'CPU time of one measurement of heap, external memory and resident set, with 500,000 objects on the heap.',
    unit: 'µs',
    better: 'lower',
    browser: false,
    builds: ['@plimsoll/memory-monitor'],
    rounds: { full: 11, quick: 3 },
    goals: [
      { text: 'at most 3 µs', to: 'monitor.sample()', worst: true, max: 3 },
      { text: "at most a third of process.memoryUsage()'s time", to: 'process.memoryUsage()', min: 3 },
    ],
    candidates: [
      {
        name: 'monitor.sample()',
        role: 'ours',
        package: '@plimsoll/memory-monitor',
        module: 'samples.mjs',
        start: 'ours',
      },
      { name: 'process.memoryUsage()', role: 'peer', module: 'samples.mjs', start: 'memoryUsage' },
      { name: 'process.memoryUsage.rss() (RSS alone)', role: 'limit', module: 'samples.mjs', start: 'rss' },
      { name: 'v8.getHeapStatistics() (heap alone)', role: 'limit', module: 'samples.mjs', start: 'heapStatistics' },
      {
        name: 'prom-client default metrics',
        role: 'peer',
        package: 'prom-client',
        module: 'samples.mjs',
        start: 'promClient',
      },
    ],
  },
  'monitor-share': {
    title: 'Watching memory once a second',
    about:
      'CPU time that watching adds to a process with 100,000 objects and nothing else to do, in percent of one core.',
    unit: '% of a core',
    better: 'lower',
    browser: false,
    builds: ['@plimsoll/memory-monitor'],
    rounds: { full: 7, quick: 2 },
    // A reading is 20 s of waiting: one after the other, it would be eight minutes.
    sideBySide: true,
    goals: [{ text: 'at most 0.1 % of a core', to: 'MemoryMonitor', worst: true, max: 0.1 }],
    candidates: [
      {
        name: 'MemoryMonitor',
        role: 'ours',
        package: '@plimsoll/memory-monitor',
        module: 'share.mjs',
        start: 'ours',
      },
      { name: 'setInterval with process.memoryUsage()', role: 'peer', module: 'share.mjs', start: 'memoryUsage' },
      {
        name: 'prom-client default metrics, scraped',
        role: 'peer',
        package: 'prom-client',
        module: 'share.mjs',
        start: 'promClient',
      },
    ],
  },
}
