const candidates = (source, limit) =>
  [
    ['chunks', 'ours', 'ours', '@plimsoll/streaming-processor'],
    ['it-batch', 'peer', 'itBatch', 'it-batch'],
    ['streaming-iterables batch', 'peer', 'streamingIterables', 'streaming-iterables'],
    ['a loop by hand', 'limit', limit],
  ].map(([name, role, start, peer]) => ({
    ...{ name, role, module: 'candidates.mjs', start, options: { source } },
    ...(peer && { package: peer }),
  }))

const shared = {
  unit: 'million items/s',
  better: 'higher',
  browser: false,
  builds: ['@plimsoll/streaming-processor'],
  rounds: { full: 11, quick: 3 },
}
const fastest = [{ text: 'no slower than the best peer', to: 'best peer', min: 1 }]
const cpu = 'Items per second of CPU time, in chunks of 1,000.'

export const benches = {
  'chunks-sync': {
    ...shared,
    title: 'Numbers of a generator, in chunks of 1,000',
    about: `${cpu} Most of it is the generator’s own time.`,
    goals: fastest,
    candidates: candidates('generator', 'bare'),
  },
  'chunks-array': {
    ...shared,
    title: 'Numbers of an array, in chunks of 1,000',
    about: `${cpu} All of them iterate the array, as they would anything else.`,
    goals: fastest,
    candidates: candidates('array', 'bare'),
  },
  'chunks-async': {
    ...shared,
    title: 'Numbers of an async generator, in chunks of 1,000',
    about: `${cpu} Most of it is the generator’s own time.`,
    goals: fastest,
    candidates: candidates('asyncGenerator', 'bareAsync'),
  },
  'chunks-readable': {
    ...shared,
    title: 'Objects of a Node stream, in chunks of 1,000',
    about: `${cpu} A Readable in object mode, with the default of 16 objects read ahead. The loop by hand awaits each object.`,
    goals: fastest,
    candidates: candidates('readable', 'bareAsync'),
  },
}
