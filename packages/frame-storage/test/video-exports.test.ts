import { expect, it } from 'vitest'
import * as video from '../src/video/index.js'

it('exports these names from ./video', () => {
  expect(Object.keys(video).sort()).toMatchInlineSnapshot(`
    [
      "cutPlane",
      "paintFrame",
      "previews",
      "renderPreview",
      "renderVideo",
    ]
  `)
})
