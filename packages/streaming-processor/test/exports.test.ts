import * as streaming from '@plimsoll/streaming-processor'
import { expect, it } from 'vitest'

it('exports these names', () => {
  expect(Object.keys(streaming).sort()).toMatchInlineSnapshot(`
    [
      "StreamError",
      "chunks",
      "gridChunks",
      "mapWorkers",
    ]
  `)
})
