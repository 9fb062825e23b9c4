import { memoryFiles } from '../src/memory.js'
import { describeCrashes } from './describe-crashes.js'

describeCrashes('memory', 300, async () => memoryFiles())
