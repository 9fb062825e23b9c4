import * as streaming from '@plimsoll/streaming-processor'
import * as workers from '@plimsoll/streaming-processor/workers'
import { expect, it } from 'vitest'

it('exports these names', () => {
  expect(Object.keys(streaming).sort()).toMatchInlineSnapshot(`
    [
      "StreamError",
      "byteLines",
      "bytes",
      "chunks",
      "gridCells",
      "gridChunks",
      "lines",
      "mapConcurrent",
    ]
  `)
  expect(Object.keys(workers).sort()).toMatchInlineSnapshot(`
    [
      "StreamError",
      "mapWorkers",
    ]
  `)
})
