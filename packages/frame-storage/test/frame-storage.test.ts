import { memoryFiles } from '@plimsoll/files/memory'
import { describeStorage } from './describe-storage.js'

describeStorage('in memory', async () => memoryFiles())
