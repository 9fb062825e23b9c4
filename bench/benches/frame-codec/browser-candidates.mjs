import { inPage } from '../../harness/page.mjs'

export const codec = inPage('/bench/benches/frame-codec/page.mjs', 'codec')
