import { inPage } from '../../harness/page.mjs'

const script = '/bench/benches/store-frame-browser/page.mjs'

const start =
  action =>
  ({ store, isolated = true, ...options }) =>
    inPage(script, `${action}:${store}`, { isolated })({ isolated, ...options })

export const storing = start('storing')
export const reading = start('reading')
