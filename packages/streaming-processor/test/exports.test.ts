import * as streaming from '@plimsoll/streaming-processor'
import * as checkpoint from '@plimsoll/streaming-processor/checkpoint'
import * as node from '@plimsoll/streaming-processor/node'

import * as workers from '@plimsoll/streaming-processor/workers'
import { expect, it } from 'vitest'

it('exports these names', () => {
  expect(Object.keys(streaming).sort()).toMatchInlineSnapshot(`
    [
      "StreamError",
      "StreamingProcessor",
      "byteLines",
      "byteRanges",
      "bytes",
      "chunks",
      "gridCells",
      "gridChunks",
      "lines",
      "mapConcurrent",
      "process",
      "readableStream",
      "records",
      "transformStream",
    ]
  `)
  expect(Object.keys(checkpoint).sort()).toMatchInlineSnapshot(`
    [
      "StreamError",
      "checkpointFile",
    ]
  `)
  expect(Object.keys(node).sort()).toMatchInlineSnapshot(`
    [
      "StreamError",
      "fileSource",
      "readable",
    ]
  `)
  expect(Object.keys(workers).sort()).toMatchInlineSnapshot(`
    [
      "StreamError",
      "inPieces",
      "mapWorkers",
    ]
  `)
})
