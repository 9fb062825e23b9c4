import { expect, it } from 'vitest'
import * as disk from '../../src/disk.js'

it('exports these names', () => {
  expect(Object.keys(disk).sort()).toEqual(['DiskTier', 'DiskTierError'])
})
