import { expect, it } from 'vitest'
import * as zarr from '../src/zarr/index.js'

it('exports these names from ./zarr', () => {
  expect(Object.keys(zarr).sort()).toMatchInlineSnapshot(`
    [
      "blobStore",
      "exportZarr",
      "filesStore",
      "importZarr",
      "readZarr",
    ]
  `)
})
