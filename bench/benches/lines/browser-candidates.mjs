import { inPage } from '../../harness/page.mjs'

const candidate = name => inPage('/bench/benches/lines/page.mjs', name)

export const batches = candidate('batches')
export const oneByOne = candidate('oneByOne')
export const decoderStream = candidate('decoderStream')
export const lineByLine = candidate('lineByLine')
export const decoder = candidate('decoder')
