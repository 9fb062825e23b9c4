import { expect, it } from 'vitest'
import * as npy from '../src/npy/index.js'

it('exports these names from ./npy', () => {
  expect(Object.keys(npy).sort()).toMatchInlineSnapshot(`
    [
      "exportNpy",
      "importNpy",
      "readNpy",
      "writeNpy",
    ]
  `)
})
