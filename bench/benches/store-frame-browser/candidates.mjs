import { inPage } from '../../harness/page.mjs'

const script = '/bench/benches/store-frame-browser/page.mjs'

export const frameStorage = inPage(script, 'frameStorage')
export const frameStorageTransferred = inPage(script, 'frameStorageTransferred')
export const indexedDb = inPage(script, 'indexedDb')
export const opfsAsync = inPage(script, 'opfsAsync')
export const transferred = inPage(script, 'transferred')
export const transferredChecked = inPage(script, 'transferredChecked')
export const shared = inPage(script, 'shared')
export const sharedChecked = inPage(script, 'sharedChecked')
