import { tests } from '@plimsoll/tooling/vitest'

export default tests({ timeoutMs: 60_000, browser: true, bundled: ['zarrita'] })
