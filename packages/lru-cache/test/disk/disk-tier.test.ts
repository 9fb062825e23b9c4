import { memoryFiles } from '@plimsoll/files/memory'
import { describeDiskTier } from './describe-disk-tier.js'

describeDiskTier('memory', async () => memoryFiles())
