import { opfsFiles } from '@plimsoll/files/opfs'
import { describeModel } from './describe-model.js'

let made = 0

describeModel('the origin private file system', 2, async () =>
  opfsFiles({ directory: `tier-models/${Date.now()}-${made++}` }),
)
