import { build } from '@plimsoll/tooling/tsup'

export default build({
  entries: { index: 'src/index.ts', node: 'src/node.ts', opfs: 'src/opfs.ts', memory: 'src/memory.ts' },
  workers: { 'files.worker': 'src/files.worker.ts' },
})
