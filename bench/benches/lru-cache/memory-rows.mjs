// Rows: how much memory each cache takes, and how many entries it can hold.
import { everyCache, limit } from './candidates.mjs'

const common = {
  better: 'lower',
  browser: false,
  builds: ['@plimsoll/lru-cache'],
  rounds: { full: 5, quick: 2 },
}
const collected = ['--expose-gc']
const truth =
  'Heap and external memory that come back after a collection when the caches go; values are one shared object.'

const perEntry = (kind, max, about) => {
  const side = { start: 'perEntry', nodeArguments: collected }
  return {
    ...common,
    title: `Bytes per entry after ten turnovers: ${kind === 'int' ? 'integer' : 'string'} keys`,
    about: `Four caches of 50,000, each with 500,000 to 537,500 more keys set than it holds. ${truth} ${about} What a cache holds beyond 50,000 counts on those it was asked to hold.`,
    unit: 'bytes',
    goals: [
      { text: `at most ${max} bytes`, median: true, max },
      { text: 'less than every peer', to: 'best peer', min: 1 },
    ],
    candidates: [
      ...everyCache('memory.mjs', { kind }, side),
      {
        ...limit('CLOCK on a bare table', 'memory.mjs', {
          cache: kind === 'int' ? 'bareClockOfInts' : 'bareClockOfStrings',
          kind,
        }),
        ...side,
      },
    ],
  }
}

const millions = (figure, row) => ({
  ...common,
  rounds: { full: 3, quick: 1 },
  ...row,
  about: `Integer keys spread over 0 to 2^31 are set until there are 20 million or the cache gives up, as a native Map does after 2^24; a tenth is read. ${row.about}`,
  candidates: everyCache(
    'millions.mjs',
    { figure },
    {
      only: ['ours', 'oursS3Fifo', 'lruCache', 'lruMap', 'quickLru', 'sieveCache', 'lruMin'],
      nodeArguments: [...collected, '--max-old-space-size=12000'],
    },
  ),
})

export const memoryRows = {
  'lru-memory-int': perEntry('int', 37, 'Keys are whole numbers spread over 0 to 2^31.'),
  'lru-memory-string': perEntry(
    'string',
    81,
    'Keys are strings of 20 characters, which nobody else holds: 40 bytes each.',
  ),
  'lru-empty': {
    ...common,
    title: 'A new cache of 50,000 entries, still empty',
    about: 'Twenty caches. Heap and external memory that come back after a collection when they go.',
    unit: 'KiB',
    goals: [{ text: 'at most 16 KiB', median: true, max: 16 }],
    candidates: everyCache('memory.mjs', {}, { start: 'empty', nodeArguments: collected }),
  },
  'lru-20m': millions('entries', {
    title: 'How many of 20 million entries are held',
    about: 'How many it holds then.',
    unit: 'million entries',
    better: 'higher',
    goals: [{ text: 'all 20 million', worst: true, min: 20 }],
  }),
  'lru-20m-bytes': millions('bytes', {
    title: 'Bytes per entry of 20 million',
    about: 'Heap and external memory that come back after a collection when the cache goes, over the entries it held.',
    unit: 'bytes',
  }),
  'lru-20m-sets': millions('sets', {
    title: 'Filling a cache with 20 million entries',
    about: 'Sets per second of CPU time.',
    unit: 'million/s',
    better: 'higher',
  }),
}
