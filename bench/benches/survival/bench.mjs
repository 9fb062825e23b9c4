// A process that holds more than it may: it dies without a budget, and lives with one.
const heapMiB = 256
const lineMiB = 384

const programs = {
  records: {
    bursts: 75,
    budget: 'its default line',
    expected: { done: 112_500, sum: 14_293_500 },
    what: 'A service parses 112,500 records of 2.8 kB, keeps them in a Map and answers with their tags',
    limit: `--max-old-space-size=${heapMiB}`,
  },
  uploads: {
    bursts: 75,
    budget: 'a line of 128 MiB',
    expected: { done: 2400, sum: 62_400 },
    what: 'A service takes in 2,400 uploads of 256 KiB and keeps them in a Map',
    limit: `a container of ${lineMiB} MiB (a control group; where none can be made, a process that watches kills above as much resident)`,
    lineMiB,
  },
  stream: {
    bursts: 100,
    budget: 'its default line',
    expected: { done: 1_600_000, sum: 203_829_009 },
    what: 'A crawler keeps the 1,600,000 addresses it has seen in a Set, some 220 bytes each',
    limit: `--max-old-space-size=${heapMiB}`,
  },
}

const bench = (program, major) => {
  const { what, limit, budget, ...options } = programs[program]
  const side = (name, role, side) => ({
    name,
    role,
    module: 'candidates.mjs',
    options: { program, major, side, heapMiB, ...options },
  })
  return {
    title: `Survival: ${program}, Node ${major}`,
    about: `${what}, in bursts with a read of a file in between. The limit: ${limit}. With the budget (${budget}, the monitor's thresholds as they are) and without differ in the lines that make and join it; bounded by hand, the oldest eighth goes at a count that was tried out for this program and this limit; the unbounded run has room for everything. A run is a process from its start to its end.`,
    unit: 's',
    better: 'lower',
    builds: ['@plimsoll/memory-monitor'],
    rounds: { full: 20, quick: 1 },
    goals: [
      { text: 'lives and does all of the work, 20 times of 20', of: 'with the budget', every: 'lived', min: 20 },
      { text: 'without the budget it dies, 20 times of 20', of: 'without', every: 'died', min: 20 },
      { text: 'at most 1.1 times as long as unbounded', to: 'unbounded', min: 1 / 1.1 },
      { text: 'no longer than bounded by hand', to: 'bounded by hand', min: 1 },
    ],
    candidates: [
      side('with the budget', 'ours', 'budget'),
      side('bounded by hand', 'peer', 'hand'),
      side('without', 'variant', 'none'),
      side('unbounded', 'limit', 'unbounded'),
    ],
  }
}

export const benches = Object.fromEntries(
  [20, 24].flatMap(major =>
    Object.keys(programs).map(program => [`survival-${program}-node${major}`, bench(program, major)]),
  ),
)
