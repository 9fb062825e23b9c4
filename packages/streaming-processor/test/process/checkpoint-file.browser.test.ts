import { indexedDbFiles } from '@plimsoll/files/indexeddb'
import { opfsFiles } from '@plimsoll/files/opfs'
import { StreamingProcessor } from '@plimsoll/streaming-processor'
import { expect, it } from 'vitest'
import { describeCheckpointFile } from './describe-checkpoint-file.js'

let times = 0
describeCheckpointFile('OPFS', () => opfsFiles({ directory: `checkpoint-${times++}-${crypto.randomUUID()}` }))
describeCheckpointFile('IndexedDB', () => indexedDbFiles({ directory: `checkpoint-${times++}-${crypto.randomUUID()}` }))

it('takes no path where there is no file system', () => {
  const processor = new StreamingProcessor()
  expect(() => processor.processFileLines('lines.txt', () => {})).toThrow('this platform has no file system')
})
