import { expect, it } from 'vitest'
import * as index from '../src/index.js'

it('exports these names', () => {
  expect(Object.keys(index).sort()).toMatchInlineSnapshot(`
    [
      "FrameStorage",
      "FrameStorageError",
      "auto",
      "quantize",
      "raw",
    ]
  `)
})
