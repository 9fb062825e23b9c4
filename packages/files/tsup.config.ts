import { build } from '@plimsoll/tooling/tsup'

export default build({
  entries: {
    'index.node': 'src/index.node.ts',
    'index.browser': 'src/index.browser.ts',
    node: 'src/node.ts',
    opfs: 'src/opfs.ts',
    indexeddb: 'src/indexeddb.ts',
    memory: 'src/memory.ts',
  },
  workers: { 'files.worker': 'src/files.worker.ts' },
})
