import { expect, it } from 'vitest'
import * as main from '../src/index.js'

it('exports these names', () => {
  expect(Object.keys(main).sort()).toEqual(['LRUCache', 'LRUCacheError'])
})
