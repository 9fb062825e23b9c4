import { type Checkpoint, type CheckpointState, process } from '@plimsoll/streaming-processor'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'

/** A disk, and processes that lose hold of it when they are killed: of what they do afterwards nothing arrives. */
class Machine {
  readonly committed = new Map<string, number>()
  readonly worked = new Set<number>()
  state: CheckpointState | undefined
  /** Steps that are left until the process is killed. */
  #left = Number.POSITIVE_INFINITY
  #process = 0
  #killed = () => {}

  /** Begins another process; what it does is called with `step`, which does nothing any longer when it was killed. */
  begin(steps: number): { step: (change: () => void) => Promise<void>; killed: Promise<'killed'> } {
    const own = ++this.#process
    this.#left = steps
    const killed = new Promise<'killed'>(resolve => {
      this.#killed = () => resolve('killed')
    })
    const step = async (change: () => void) => {
      if (own !== this.#process) return new Promise<void>(() => {})
      if (this.#left-- <= 0) {
        this.#process += 1
        this.#killed()
        return new Promise<void>(() => {})
      }
      change()
    }
    return { step, killed }
  }
}

describe('a run that is killed at any point and begun again until it is done', () => {
  const options = fc.record({
    size: fc.integer({ min: 1, max: 4 }),
    concurrency: fc.integer({ min: 1, max: 4 }),
    length: fc.nat(25),
    kind: fc.constantFrom<SourceKind>('iterable', 'async iterable', 'stream'),
  })

  it('has worked on each item, and committed each chunk once', async () => {
    await fc.assert(
      fc.asyncProperty(options, fc.array(fc.nat(15), { maxLength: 8 }), async ({ length, kind, ...given }, kills) => {
        const machine = new Machine()
        const items = Array.from({ length }, (_, at) => at)
        const start = (steps: number) => {
          const { step, killed } = machine.begin(steps)
          const checkpoint: Checkpoint = {
            load: () => machine.state,
            save: state =>
              step(() => {
                machine.state = JSON.parse(JSON.stringify(state))
              }),
          }
          const run = process<number, number>(
            watchedSource(kind, items).source,
            async chunk => {
              await step(() => {
                for (const item of chunk) machine.worked.add(item)
              })
              return chunk.reduce((sum, item) => sum + item, 0)
            },
            {
              ...given,
              checkpoint,
              id: 'numbers',
              commit: (sum, { key }) => step(() => void machine.committed.set(key, sum)),
            },
          )
          return Promise.race([run.finish(), killed])
        }
        for (const steps of kills) await start(steps)
        const report = await start(Number.POSITIVE_INFINITY)
        expect(report).toMatchObject({ status: 'done', items: length })
        expect([...machine.worked].sort((a, b) => a - b)).toEqual(items)
        const plain = new Map<string, number>()
        for (let index = 0; index * given.size < length; index++) {
          const chunk = items.slice(index * given.size, (index + 1) * given.size)
          plain.set(
            `process/${index}`,
            chunk.reduce((sum, item) => sum + item, 0),
          )
        }
        expect(machine.committed).toEqual(plain)
      }),
    )
  })
})
