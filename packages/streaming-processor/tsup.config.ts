import { build } from '@plimsoll/tooling/tsup'

export default build({ entries: { index: 'src/index.ts', node: 'src/node.ts', workers: 'src/workers.ts' } })
