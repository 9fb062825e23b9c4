import { build } from '@plimsoll/tooling/tsup'

const entries = ['index', 'checkpoint', 'node', 'workers']

export default build({ entries: Object.fromEntries(entries.map(entry => [entry, `src/${entry}.ts`])) })
