import { build } from '@plimsoll/tooling/tsup'

const entries = ['index', 's3-fifo', 'w-tinylfu', 'disk']

export default build({ entries: Object.fromEntries(entries.map(entry => [entry, `src/${entry}.ts`])) })
