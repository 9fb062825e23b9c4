import { expect, it } from 'vitest'
import * as main from '../src/index.js'
import * as s3fifo from '../src/s3-fifo.js'
import * as wTinyLfu from '../src/w-tinylfu.js'

it('exports these names', () => {
  expect(Object.keys(main).sort()).toEqual(['LRUCache', 'LRUCacheError'])
  expect(Object.keys(s3fifo)).toEqual(['s3fifo'])
  expect(Object.keys(wTinyLfu)).toEqual(['wTinyLfu'])
})
