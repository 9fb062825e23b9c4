// Rows: how fast each cache is.
import { everyCache, limit } from './candidates.mjs'

const s3Fifo = 'LRUCache, s3fifo()'

const ints = 'whole numbers spread over 0 to 2^31'
const strings = 'strings of 20 characters, session: and 12 hexadecimal digits'
const hashed =
  'Each lookup has a string object of its own, made before, other than the one that is stored; V8 has hashed it in earlier passes.'

const doing = {
  get: {
    title: 'Reading 50,000 entries that are there',
    about: 'gets in no order, each a hit',
  },
  getFresh: {
    title: 'Reading 50,000 entries, each by a new string',
    about: 'gets in no order, each a hit',
  },
  getSame: {
    title: 'Reading 50,000 entries by the strings that are stored',
    about: 'gets in no order, each a hit',
  },
  evict: {
    title: 'Setting new keys in a full cache of 50,000',
    about:
      'sets of keys that are not there, each evicts; the keys come from a list of 500,000 made before, over and over',
  },
  evictFresh: {
    title: 'Setting new strings in a full cache of 50,000',
    about: 'sets of keys that are not there, each evicts',
  },
  readThrough: {
    title: 'Reading through a cache of 50,000, 500,000 keys by Zipf’s law',
    about: 'gets of 500,000 keys by Zipf’s law with exponent 0.99, and a set after each miss',
  },
}

/** Bare code for the same work, where there is some. */
const limits = (work, kind) => [
  limit('CLOCK on a bare table', 'speed.mjs', {
    cache: kind === 'string' ? 'bareClockOfStrings' : 'bareClockOfInts',
    work,
    kind,
  }),
  ...(work.startsWith('get') ? [limit('a Map, without bound', 'speed.mjs', { cache: 'map', work, kind })] : []),
]

const row = (work, kind, goal, about) => ({
  title: `${doing[work].title}: ${kind === 'string' ? 'string keys' : kind === 'dense' ? 'dense integers' : 'integer keys'}`,
  about: `Operations per second of CPU time: ${doing[work].about}. ${about} Values are objects, and are checked. CLOCK on a bare table, the limit, is made for one kind of key at a fixed size, and hashes all of a string’s characters in JavaScript.`,
  unit: 'million/s',
  better: 'higher',
  browser: false,
  builds: ['@plimsoll/lru-cache'],
  rounds: { full: 11, quick: 3 },
  goals: [
    ...(goal.min ? [{ text: `at least ${goal.min} times as fast as lru-cache`, to: 'lru-cache', min: goal.min }] : []),
    ...(goal.s3Fifo
      ? [{ text: `with s3fifo() at least ${goal.s3Fifo} times`, of: s3Fifo, to: 'lru-cache', min: goal.s3Fifo }]
      : []),
    { text: 'ahead of every peer', to: 'best peer', min: 1 },
  ],
  candidates: [...everyCache('speed.mjs', { work, kind }), ...limits(work, kind)],
})

const intKeys = `Keys are ${ints}.`
const denseKeys = 'Keys are 0 to 49,999, which caches on plain objects keep as arrays.'
const stringKeys = `Keys are ${strings}.`
const freshKeys = `${stringKeys} Each is a new object that nobody has hashed, as a program has that parses requests: 1,024 are made at a time, outside the clock.`

export const speedRows = {
  'lru-get-int': row('get', 'int', { min: 1.8, s3Fifo: 2.2 }, intKeys),
  'lru-get-dense': row('get', 'dense', {}, denseKeys),
  'lru-get-string': row('get', 'string', { min: 1.4 }, `${stringKeys} ${hashed}`),
  'lru-get-string-fresh': row('getFresh', 'string', {}, freshKeys),
  'lru-get-string-same': row(
    'getSame',
    'string',
    {},
    `${stringKeys} What is looked up are the objects that are stored.`,
  ),
  'lru-evict-int': row('evict', 'int', { min: 1.8 }, intKeys),
  'lru-evict-string': row('evict', 'string', { min: 1.6 }, `${stringKeys} V8 has hashed them in earlier passes.`),
  'lru-evict-string-fresh': row('evictFresh', 'string', {}, freshKeys),
  'lru-zipf-int': row('readThrough', 'int', { min: 2 }, intKeys),
  'lru-zipf-string': row(
    'readThrough',
    'string',
    { min: 1.5 },
    `${stringKeys} Each read has a string object of its own, made before, and a miss stores that one; V8 has hashed it in earlier passes.`,
  ),
}
