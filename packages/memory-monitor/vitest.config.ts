import { tests } from '@plimsoll/tooling/vitest'

export default tests({ browser: true })
