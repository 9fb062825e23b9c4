import { memoryFiles } from '@plimsoll/files/memory'
import { it } from 'vitest'
import { expectModel, tearFile } from './describe-model.js'

it('a storage holds what a plain map would, after any frames, reopenings and torn ends', async () => {
  await expectModel(async () => memoryFiles(), { numRuns: 150, tear: tearFile })
})
