import { type ProcessRun, process, StreamingProcessor } from '@plimsoll/streaming-processor'
import { describe, expectTypeOf, it } from 'vitest'

const rows = [1, 2]
const store = (_: number) => {}

describe('The types of a run', () => {
  it('take what a commit is called with from the function, whichever of them says its types', () => {
    expectTypeOf(process(rows, chunk => chunk.length, { commit: store })).toEqualTypeOf<ProcessRun<number>>()
    process(rows, async (chunk, { index }) => chunk.length + index, {
      commit: (sum: number, { key }) => store(sum + key.length),
    })
    process(rows, chunk => chunk.length, { commit: sum => expectTypeOf(sum).toBeNumber() })
    new StreamingProcessor().processInChunks(rows, chunk => chunk.length, { commit: store })
    new StreamingProcessor().processFileLines(new Blob([]), chunk => chunk.length, { commit: store })
  })

  it('refuse what does not go with the function', () => {
    // @ts-expect-error: the function answers a text
    process(rows, chunk => chunk.join(), { commit: store })
    // @ts-expect-error: the function answers a number
    process(rows, chunk => chunk.length, { onError: () => ({ value: 'none' }) })
    // @ts-expect-error: nobody knows what the function answers
    process(rows, (chunk): unknown => chunk.length, { commit: store })
  })
})
