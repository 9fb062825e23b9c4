import { memoryFiles } from '@plimsoll/files/memory'
import { describeModel } from './describe-model.js'

describeModel('memory', 100, async () => memoryFiles())
