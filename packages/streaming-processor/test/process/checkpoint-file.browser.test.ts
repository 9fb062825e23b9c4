import { indexedDbFiles } from '@plimsoll/files/indexeddb'
import { opfsFiles } from '@plimsoll/files/opfs'
import { describeCheckpointFile } from './describe-checkpoint-file.js'

let times = 0
describeCheckpointFile('OPFS', () => opfsFiles({ directory: `checkpoint-${times++}-${crypto.randomUUID()}` }))
describeCheckpointFile('IndexedDB', () => indexedDbFiles({ directory: `checkpoint-${times++}-${crypto.randomUUID()}` }))
