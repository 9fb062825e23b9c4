const concurrency = 8
const inBatches = 'mapConcurrent, in batches'

const candidate = module => (name, role, start, options, peer) => ({
  ...{ name, role, module, start, options: { concurrency, ...options } },
  ...(peer && { package: peer }),
})
const trivial = candidate('trivial.mjs')
const waiting = candidate('waiting.mjs')

/** Those that keep the order. Windows are ours where a peer has one, so that all may go as far ahead. */
const ordered = start => [
  start('mapConcurrent', 'ours', 'mapConcurrent', { ordered: true }),
  start('p-map pMapIterable', 'peer', 'pMapIterable', { ordered: true, window: 4 * concurrency }, 'p-map'),
  start('p-map', 'peer', 'pMap', {}, 'p-map'),
  start('streaming-iterables parallelMap', 'peer', 'parallelMap', {}, 'streaming-iterables'),
  start('it-parallel', 'peer', 'itParallel', { ordered: true }, 'it-parallel'),
  start('Readable.map', 'peer', 'readableMap', { window: 4 * concurrency }),
]

/** And those that need not. */
const unordered = start => [
  start('mapConcurrent', 'ours', 'mapConcurrent', { ordered: false }),
  start('p-map pMapIterable', 'peer', 'pMapIterable', { ordered: false, window: 2 * concurrency }, 'p-map'),
  start('streaming-iterables transform', 'peer', 'transform', {}, 'streaming-iterables'),
  start('it-parallel', 'peer', 'itParallel', { ordered: false }, 'it-parallel'),
  start('Readable.map', 'peer', 'readableMap', { window: 4 * concurrency }),
]

const speed = {
  unit: 'million items/s',
  better: 'higher',
  browser: false,
  builds: ['@plimsoll/streaming-processor'],
  rounds: { full: 11, quick: 3 },
}
const aboutSpeed =
  'Items per second of CPU time: an async function that only answers its item, eight calls at once, read one by one in for await; p-map by itself answers an array. In batches, for await reads what lies ready at once. Results are summed and checked.'

const busy = {
  unit: 'of the time of eight slots',
  better: 'higher',
  browser: false,
  builds: ['@plimsoll/streaming-processor'],
  rounds: { full: 11, quick: 3 },
}
const aboutBusy =
  'The share of eight slots’ time in which a task ran: tasks wait for a timer of 1 to 8 ms, from a fixed seed. Above 1 is possible only for who runs more than eight at once, which is noted.'
const within = 'within the limit'

export const benches = {
  'map-concurrent-unordered': {
    ...speed,
    title: 'A trivial function over many items, eight at once, in any order',
    about: `${aboutSpeed} The first limit is eight loops that share an iterator, and yield nothing; the second an async iterator by hand, without options, errors or an early end.`,
    goals: [
      { text: 'at least twice as fast as the best peer', to: 'best peer', min: 2 },
      { text: 'in batches at least twice as fast as the best peer', of: inBatches, to: 'best peer', min: 2 },
    ],
    candidates: [
      ...unordered(trivial),
      trivial(inBatches, 'variant', 'mapConcurrentInBatches', { ordered: false }),
      trivial('eight loops', 'limit', 'loops'),
      trivial('an iterator by hand', 'limit', 'byHand', { ordered: false }),
    ],
  },
  'map-concurrent-ordered': {
    ...speed,
    title: 'A trivial function over many items, eight at once, in order',
    about: `${aboutSpeed} The limit is an async iterator by hand, without options, errors or an early end.`,
    goals: [{ text: 'at least 1.5 times as fast as the best peer', to: 'best peer', min: 1.5 }],
    candidates: [
      ...ordered(trivial),
      trivial(inBatches, 'variant', 'mapConcurrentInBatches', { ordered: true }),
      trivial('an iterator by hand', 'limit', 'byHand', { ordered: true }),
    ],
  },
  'map-concurrent-busy-unordered': {
    ...busy,
    title: 'How busy eight slots are with tasks of 1 to 8 ms, in any order',
    about: `${aboutBusy} The limit is eight loops that share an iterator.`,
    goals: [
      { text: 'at least 0.98 of the slots’ time', median: true, min: 0.98 },
      { text: 'never more than eight at once', of: 'mapConcurrent', every: within, min: 1 },
    ],
    candidates: [...unordered(waiting), waiting('eight loops', 'limit', 'loops')],
  },
  'map-concurrent-busy-ordered': {
    ...busy,
    title: 'How busy eight slots are with tasks of 1 to 8 ms, in order',
    about: `${aboutBusy} The limit is eight loops that share an iterator, and yield nothing.`,
    goals: [
      { text: 'at least 0.94 of the slots’ time', median: true, min: 0.94 },
      { text: 'never more than eight at once', of: 'mapConcurrent', every: within, min: 1 },
    ],
    candidates: [...ordered(waiting), waiting('eight loops', 'limit', 'loops')],
  },
}
