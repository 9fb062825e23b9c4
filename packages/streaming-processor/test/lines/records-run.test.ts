import { type Records, records, process as run } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'

const text = Array.from({ length: 20 }, (_, id) => JSON.stringify({ id })).join('\n\n')
const ids = (chunk: { id: number }[]) => chunk.map(record => record.id)

/** A checkpoint in memory, as JSON. */
const checkpoint = () => {
  let saved: string | undefined
  return {
    load: () => (saved === undefined ? undefined : JSON.parse(saved)),
    save(state: unknown) {
      saved = JSON.stringify(state)
    },
  }
}

describe('A run over records', () => {
  it('works through them in chunks', async () => {
    const chunks: number[][] = []
    for await (const chunk of run(records<{ id: number }>(new Blob([text])), ids, { size: 8 })) chunks.push(chunk)
    expect(chunks.map(chunk => chunk.length)).toEqual([8, 8, 4])
    expect(chunks.flat()).toEqual(Array.from({ length: 20 }, (_, id) => id))
  })

  it('goes on behind the last chunk that was taken', async () => {
    const kept = checkpoint()
    const start = () => run(records<{ id: number }>(new Blob([text])), ids, { size: 3, checkpoint: kept, id: 'ids' })
    const first: number[][] = []
    for await (const chunk of start()) {
      first.push(chunk)
      if (first.length === 3) break
    }
    const rest: number[][] = []
    const again = start()
    for await (const chunk of again) rest.push(chunk)
    // The third was not said to be taken, so that it comes again.
    expect(rest[0]).toEqual([6, 7, 8])
    expect(rest.flat().at(-1)).toBe(19)
    expect(again.report?.resumedFrom).toEqual({ chunks: 2, items: 6 })
  })

  it.each([{ size: 2 }, { maxBytes: 7 }, { maxBytes: 9, sizeOf: () => 4 }])(
    'goes on counting bad lines (%o)',
    async cut => {
      const kept = checkpoint()
      const start = (read: Records<number>) => run(read, chunk => chunk, { ...cut, checkpoint: kept, id: 'numbers' })
      const lines = Array.from({ length: 16 }, (_, at) => (at % 2 === 0 ? 'bad' : String(at)))
      const open = () => records<number>(lines.join('\n'), { onBadLine: 'collect' })
      let taken = 0
      for await (const _ of start(open())) if (++taken === 3) break
      const read = open()
      const report = await start(read).finish()
      expect([report.items, report.resumedFrom?.items, read.bad]).toEqual([8, 4, 8])
      expect(read.badLines.map(({ line }) => line)).toEqual([9, 11, 13, 15])
    },
  )
})
