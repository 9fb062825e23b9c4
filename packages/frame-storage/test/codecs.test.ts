import { memoryFiles } from '@plimsoll/files/memory'
import { describeCodecs } from './describe-codecs.js'

describeCodecs('in memory', async () => memoryFiles())
