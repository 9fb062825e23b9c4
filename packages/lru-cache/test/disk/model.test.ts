import { memoryFiles } from '@plimsoll/files/memory'
import { describeModel } from './describe-model.js'

describeModel('memory', 30, async () => memoryFiles())
