import { memoryFiles } from '@plimsoll/files/memory'
import { describeCacheWithDisk } from './describe-cache.js'

describeCacheWithDisk('memory', async () => memoryFiles())
