const side = (name, role, start, more) => ({ name, role, module: 'candidates.mjs', start, ...more })

const common = {
  unit: 'MiB',
  better: 'lower',
  browser: false,
  builds: ['@plimsoll/streaming-processor'],
  rounds: { full: 5, quick: 1 },
}

const sampled = 'Each round is a process, and its resident memory is read from outside every 20 ms while it runs'
const fitted =
  'How much resident memory grows by, as a straight line that is fitted to the readings from a fifth of the run on tells it (at least 0.1)'

const files = {
  what: 'a log of 2 GiB (400 MiB in a quick run), 114 bytes a line',
  candidates: figure => [
    side('lines().batches()', 'ours', 'batches', { options: { figure } }),
    side('for await of lines()', 'variant', 'oneByOne', { options: { figure } }),
    side('byteLines()', 'variant', 'bytes', { options: { figure } }),
    side('readline, events', 'peer', 'readline', { options: { figure } }),
    side('readline, for await', 'peer', 'readlineLoop', { options: { figure } }),
  ],
}

const items = {
  what: '100,000,000 numbers of a generator (10,000,000 in a quick run) in chunks of 1,000, each summed by an async function, eight at once',
  candidates: figure => [
    side('chunks() and mapConcurrent()', 'ours', 'generator', { options: { figure } }),
    side('a plain loop', 'limit', 'generatorLoop', { options: { figure } }),
  ],
}

const peak = ({ what, candidates }, title, goals) => ({
  ...common,
  title: `${title}: the most that is resident`,
  about: `The greatest resident memory of a Node program that goes through ${what}. ${sampled}. All lines and items are counted and checked.`,
  goals,
  candidates: candidates('peak'),
})

const growth = ({ what, candidates }, title) => ({
  ...common,
  title: `${title}: what the run adds`,
  about: `${fitted}: of a Node program that goes through ${what}. V8's young generation has its full size from the start, which it else comes to by steps. ${sampled}.`,
  goals: [
    { text: 'flat: at most 8 MiB, which is what a collection more or less makes, in every round', worst: true, max: 8 },
  ],
  candidates: candidates('growth'),
})

const linesTitle = 'Memory of a program that reads the lines of 2 GiB'
const generatorTitle = 'Memory of a program that works through 100,000,000 items'

export const benches = {
  'stream-memory-lines': peak(files, linesTitle, [
    { text: "at most readline's by its events", to: 'readline, events', min: 1 },
    { text: "at most readline's in for await", to: 'readline, for await', min: 1 },
  ]),
  'stream-memory-lines-growth': growth(files, linesTitle),
  'stream-memory-generator': peak(items, generatorTitle, []),
  'stream-memory-generator-growth': growth(items, generatorTitle),
}
