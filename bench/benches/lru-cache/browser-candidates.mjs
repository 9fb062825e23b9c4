import { inPage } from '../../harness/page.mjs'

/** @param {{ cache: string, work: string, kind: string, quick: boolean }} options */
export const start = options => inPage('/bench/benches/lru-cache/page.mjs', options.cache)(options)
