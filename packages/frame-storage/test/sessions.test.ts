import { memoryFiles } from '@plimsoll/files/memory'
import { describeSessions } from './describe-sessions.js'

describeSessions('in memory', async () => memoryFiles())
