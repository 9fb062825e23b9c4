const shared = {
  better: 'lower',
  browser: false,
  builds: ['@plimsoll/memory-monitor'],
  rounds: { full: 11, quick: 3 },
}

const candidate = (name, role, start, action, peer) => ({
  ...{ name, role, module: 'candidates.mjs', start, options: { action } },
  ...(peer && { package: peer }),
})

const budgets = action => [
  candidate('MemoryBudget', 'ours', 'budget', action, '@plimsoll/memory-monitor'),
  candidate('async-mutex Semaphore', 'peer', 'asyncMutex', action, 'async-mutex'),
  candidate('counter and queue', 'limit', 'bare', action),
]

export const benches = {
  'budget-grow': {
    ...shared,
    title: 'A growth step of a cache under a budget',
    about:
      'CPU time of tryGrow and shrink of 4 KiB, with room, ten consumers in the budget; inside of a nested budget both lines are kept.',
    unit: 'ns',
    goals: [{ text: 'at most 100 ns', worst: true, max: 100 }],
    candidates: [
      candidate('MemoryBudget', 'ours', 'budget', 'grow', '@plimsoll/memory-monitor'),
      candidate('MemoryBudget in another', 'ours', 'nested', 'grow', '@plimsoll/memory-monitor'),
      candidate('two additions', 'limit', 'bare', 'grow'),
    ],
  },
  'budget-reserve': {
    ...shared,
    title: 'Reserving and giving back, nobody waiting',
    about:
      'CPU time of 1,000 times reserve, awaited, and dispose. The peer and the limit count permits, but know no owners, and lose what is not given back.',
    unit: 'µs',
    candidates: budgets('reserve'),
  },
  'budget-wait': {
    ...shared,
    title: '1,000 waiters for one line',
    about: 'CPU time until 1,000 jobs that each want half of the line have had it, one pair after the other.',
    unit: 'ms',
    candidates: budgets('wait'),
  },
  'budget-release': {
    ...shared,
    title: 'Giving back, 16,384 reservations open and one that waits',
    about:
      'CPU time of giving back one of 16,384 reservations while a job waits for the whole line, which it gets with the last of them.',
    unit: 'µs',
    goals: [{ text: 'at most 5 µs', worst: true, max: 5 }],
    candidates: budgets('release'),
  },
}
