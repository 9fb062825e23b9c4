import { tests } from '@plimsoll/tooling/vitest'

export default tests({ timeoutMs: 120_000 })
