import { build } from '@plimsoll/tooling/tsup'

export default build({
  entries: { index: 'src/index.ts' },
  rooms: { counting: 'src/counting.ts', units: 'src/units.ts' },
})
