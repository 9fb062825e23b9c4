import { expect, it } from 'vitest'
import * as index from '../src/index.js'

it('exports these names', () => {
  expect(Object.keys(index).sort()).toMatchInlineSnapshot(`
    [
      "BytesError",
      "Explanation",
      "Seen",
      "collectionBytes",
      "explain",
      "formatBytes",
      "measure",
      "parseBytes",
      "sizeOf",
    ]
  `)
})
