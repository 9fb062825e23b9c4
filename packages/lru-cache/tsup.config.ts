import { build } from '@plimsoll/tooling/tsup'

export default build({ entries: { index: 'src/index.ts' } })
