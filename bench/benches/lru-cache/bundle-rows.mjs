// Rows: what each package adds to a bundle.

const main = `export { LRUCache } from '@plimsoll/lru-cache'`
const s3Fifo = `export { s3fifo } from '@plimsoll/lru-cache/s3-fifo'`
const wTinyLfu = `export { wTinyLfu } from '@plimsoll/lru-cache/w-tinylfu'`

const common = {
  unit: 'kB',
  better: 'lower',
  browser: false,
  builds: ['@plimsoll/lru-cache'],
  rounds: { full: 1, quick: 1 },
}
const side = (name, role, source, of, without) => ({
  ...{ name, role, package: of, module: 'bundle.mjs' },
  options: { source, without },
})
const ours = '@plimsoll/lru-cache'

export const bundleRows = {
  'lru-bundle': {
    ...common,
    title: 'What a cache adds to a bundle',
    about:
      'The main export alone, bundled and minified by esbuild for browsers, then gzip; 1 kB is 1,000 bytes. Ours has sizeOf inside.',
    goals: [{ text: 'at most 9 kB', worst: true, max: 9 }],
    candidates: [
      side('LRUCache', 'ours', main, ours),
      side('LRUCache and s3fifo()', 'variant', `${main}\n${s3Fifo}`, ours),
      side('LRUCache and wTinyLfu()', 'variant', `${main}\n${wTinyLfu}`, ours),
      side('lru-cache', 'peer', `export { LRUCache } from 'lru-cache'`, 'lru-cache'),
      side('mnemonist LRUMap', 'peer', `export const LRUMap = require('mnemonist/lru-map.js')`, 'mnemonist'),
      side('quick-lru', 'peer', `export { default } from 'quick-lru'`, 'quick-lru'),
      side('@neophi/sieve-cache', 'peer', `export { SieveCache } from '@neophi/sieve-cache'`, '@neophi/sieve-cache'),
      side('tiny-lru', 'peer', `export { lru } from 'tiny-lru'`, 'tiny-lru'),
      side('lru.min', 'peer', `export { createLRU } from 'lru.min'`, 'lru.min'),
    ],
  },
  'lru-bundle-policies': {
    ...common,
    title: 'What a policy adds to a bundle',
    about:
      'LRUCache with the policy less LRUCache alone, bundled and minified by esbuild for browsers, then gzip; 1 kB is 1,000 bytes.',
    goals: [
      { text: 's3fifo() at most 2 kB', of: 's3fifo()', worst: true, max: 2 },
      { text: 'wTinyLfu() at most 2 kB', of: 'wTinyLfu()', worst: true, max: 2 },
    ],
    candidates: [
      side('s3fifo()', 'variant', `${main}\n${s3Fifo}`, ours, main),
      side('wTinyLfu()', 'variant', `${main}\n${wTinyLfu}`, ours, main),
    ],
  },
}
