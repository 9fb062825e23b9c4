import { expect, it } from 'vitest'
import * as browser from '../src/index.browser.js'
import * as index from '../src/index.node.js'
import * as indexeddb from '../src/indexeddb.js'
import * as memory from '../src/memory.js'
import * as node from '../src/node.js'
import * as opfs from '../src/opfs.js'

it('exports these names', () => {
  expect(Object.keys(index).sort()).toMatchInlineSnapshot(`
    [
      "FilesError",
      "Manifest",
      "RecordLog",
      "crc32",
      "platformFiles",
    ]
  `)
  expect(Object.keys(node)).toMatchInlineSnapshot(`
    [
      "nodeFiles",
    ]
  `)
  expect(Object.keys(opfs).sort()).toMatchInlineSnapshot(`
    [
      "hasSyncHandles",
      "isOpfsFiles",
      "opfsFiles",
    ]
  `)
  expect(Object.keys(indexeddb)).toMatchInlineSnapshot(`
    [
      "indexedDbFiles",
    ]
  `)
  expect(Object.keys(memory)).toMatchInlineSnapshot(`
    [
      "memoryFiles",
    ]
  `)
})

it('exports the same names on all platforms', () => {
  expect(Object.keys(browser)).toEqual(Object.keys(index))
})
