import { build } from '@plimsoll/tooling/tsup'

export default build({
  entries: { index: 'src/index.ts' },
  rooms: {
    monitor: 'src/monitor.ts',
    budget: 'src/budget/memory-budget.ts',
    share: 'src/remote/share-budget.ts',
    join: 'src/remote/join-budget.ts',
    'map-consumer': 'src/adapters/map.ts',
    'set-consumer': 'src/adapters/set.ts',
  },
})
