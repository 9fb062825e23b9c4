import {
  byteLines,
  bytes,
  chunks,
  gridChunks,
  lines,
  mapConcurrent,
  process,
  readableStream,
  records,
  StreamingProcessor,
  transformStream,
} from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'

const same = (item: unknown) => item

/** Calls with options that are not what they are said to be. */
const calls: Record<string, (options: never) => unknown> = {
  bytes: options => bytes('', options),
  lines: options => lines('', options),
  byteLines: options => byteLines('', options),
  records: options => records('', options),
  batches: options => lines('').batches(options),
  chunks: options => chunks([], options),
  gridChunks: options => gridChunks({ x: 1 }, options),
  readableStream: options => readableStream([], options),
  mapConcurrent: options => mapConcurrent([], same, options),
  transformStream: options => transformStream(same, options),
  process: options => process([], same, options),
  StreamingProcessor: options => new StreamingProcessor(options),
  processInChunks: options => new StreamingProcessor().processInChunks([], same, options),
  processFileLines: options => new StreamingProcessor().processFileLines('' as never, same, options),
}

describe.each(Object.entries(calls))('The options of %s', (_, call) => {
  it.each([null, 'fast', 5])('are refused by name where they are %j', options => {
    const refused = {
      code: 'STREAM_INVALID_OPTIONS',
      message: expect.stringMatching(/^the options of \w+ is .*; give/),
    }
    expect(() => call(options as never)).toThrow(expect.objectContaining(refused))
  })
})
