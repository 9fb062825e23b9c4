// A process that holds more than it may: it dies without a budget, and lives with one.
const heapMiB = 256
const lineMiB = 384

const programs = {
  records: {
    bursts: 100,
    expected: { done: 500_000, sum: 22_150_000 },
    what: 'A service parses 500,000 records and keeps them in a Map',
    limit: `--max-old-space-size=${heapMiB}`,
  },
  uploads: {
    bursts: 100,
    expected: { done: 3200, sum: 83_200 },
    what: 'A service takes in 3,200 uploads of 256 KiB and keeps them in a Map',
    limit: `a process that watches it kills it above ${lineMiB} MiB resident, in a container's place`,
    lineMiB,
  },
  stream: {
    bursts: 100,
    expected: { done: 5_000_000, sum: 94_500_000 },
    what: 'A crawler keeps the 5,000,000 addresses it has seen in a Set',
    limit: `--max-old-space-size=${heapMiB}`,
  },
}

const bench = (program, major) => {
  const { what, limit, ...options } = programs[program]
  const side = (name, role, side) => ({
    name,
    role,
    module: 'candidates.mjs',
    options: { program, major, side, heapMiB, ...options },
  })
  return {
    title: `Survival: ${program}, Node ${major}`,
    about: `${what}, in bursts with a read of a file in between. The limit: ${limit}. With the budget and without differ in the lines that make and join it; the unbounded run has room for everything. A run is a process from its start to its end.`,
    unit: 's',
    better: 'lower',
    builds: ['@plimsoll/memory-monitor'],
    rounds: { full: 20, quick: 1 },
    goals: [
      { text: 'lives and does all of the work, every time', of: 'with the budget', every: 'lived' },
      { text: 'without the budget it dies, every time', of: 'without', every: 'died' },
      { text: 'at most 1.1 times as long as unbounded', to: 'unbounded', min: 1 / 1.1 },
    ],
    candidates: [
      side('with the budget', 'ours', 'budget'),
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
