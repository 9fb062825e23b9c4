import { memoryFiles } from '@plimsoll/files/memory'
import { type CheckpointState, lines, process, type Source } from '@plimsoll/streaming-processor'
import { checkpointFile } from '@plimsoll/streaming-processor/checkpoint'
import { describe, expect, it } from 'vitest'

function growing(options: { id?: string }) {
  const checkpoint = checkpointFile(memoryFiles(), 'state')
  return async <Item>(source: Source<Item>) => {
    const chunks: Item[][] = []
    const run = process(source, chunk => chunks.push(chunk), { size: 2, checkpoint, ...options })
    const { status, items } = await run.finish()
    return { chunks, status, items }
  }
}

describe('data that is named by an id, and grows after its run has ended', () => {
  it('goes on behind what was done, again and again (lines)', async () => {
    const read = growing({ id: 'log' })
    let text = 'a\nb\nc\n'
    expect(await read(lines(new Blob([text])))).toEqual({ chunks: [['a', 'b'], ['c']], status: 'done', items: 3 })
    expect(await read(lines(new Blob([text])))).toEqual({ chunks: [], status: 'done', items: 3 })
    text += 'd\ne\nf\n'
    expect(await read(lines(new Blob([text])))).toEqual({ chunks: [['d', 'e'], ['f']], status: 'done', items: 6 })
    text += 'g\n'
    expect(await read(lines(new Blob([text])))).toEqual({ chunks: [['g']], status: 'done', items: 7 })
  })

  it('goes on behind what was done (items of any source)', async () => {
    const read = growing({ id: 'rows' })
    expect(await read([1, 2, 3])).toMatchObject({ chunks: [[1, 2], [3]] })
    expect(await read([1, 2, 3, 4])).toMatchObject({ chunks: [[4]], items: 4 })
  })

  it('has had its last line, whether that had an end or not: the rest of it is a line of its own', async () => {
    const read = growing({ id: 'log' })
    expect(await read(lines(new Blob(['one\ntw'])))).toMatchObject({ chunks: [['one', 'tw']] })
    expect(await read(lines(new Blob(['one\ntwo\nthree\n'])))).toMatchObject({ chunks: [['o', 'three']], items: 4 })
  })

  it('is marked as not finished while what came is worked on', async () => {
    const states: CheckpointState[] = []
    const checkpoint = { load: () => states.at(-1), save: (state: CheckpointState) => void states.push(state) }
    const options = { size: 1, id: 'rows', checkpoint }
    await process([1], chunk => chunk, options).finish()
    await process([1, 2, 3], chunk => chunk, options).finish()
    expect(states.map(({ chunks, finished }) => [chunks, finished])).toEqual([
      ...[
        [1, false],
        [1, true],
      ],
      ...[
        [2, false],
        [3, false],
        [3, true],
      ],
    ])
  })
})
