import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'
import { calm, ManualPool, map, upTo, workerDied } from './manual-pool.js'

const kinds: readonly SourceKind[] = ['iterable', 'async iterable', 'stream']

type CourseOf<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Course> ? Course : never

describe('mapWorkers, after any course of events', () => {
  const course = fc.record({
    count: fc.nat(30),
    kind: fc.constantFrom(...kinds),
    ordered: fc.boolean(),
    size: fc.integer({ min: 1, max: 4 }),
    maxInFlight: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
    steps: fc.array(fc.record({ do: fc.constantFrom('read', 'batch', 'answer', 'answer', 'die'), at: fc.nat(8) }), {
      maxLength: 120,
    }),
    failsAt: fc.option(fc.nat(30), { nil: undefined }),
  })

  it('yields what map would, in order or in any, and never takes more than allowed', async () => {
    const run = async ({ count, kind, ordered, size, maxInFlight, steps, failsAt }: CourseOf<typeof course>) => {
      const failure = new Error('the source broke')
      const items = upTo(Math.min(count, failsAt ?? count))
      const broken = failsAt !== undefined && failsAt <= count
      const { watched, source } = watchedSource(kind, items, broken ? { error: failure } : undefined)
      const pool = new ManualPool(size)
      const results = map(source, pool, { ordered, ...(maxInFlight && { maxInFlight }) })
      const died = new Set<unknown>()
      const batches = results.batches()
      let [yielded, asked, answered] = [[] as string[], 0, 0]
      const errors: unknown[] = []
      let ends = 0
      const read = (from: AsyncIterator<string | string[], undefined> = results) => {
        asked += 1
        from.next().then(
          step => {
            if (step.done) ends += 1
            else {
              answered += 1
              yielded.push(...[step.value].flat())
            }
          },
          error => errors.push(error),
        )
      }
      const check = () => {
        expect(results.inFlight).toBeLessThanOrEqual(maxInFlight ?? 2 * size)
        expect(watched.taken - yielded.length).toBeLessThanOrEqual(maxInFlight ?? 2 * size)
        expect(pool.calls.length).toBeLessThanOrEqual(2 * size)
      }
      for (const step of steps) {
        const call = pool.calls[step.at % Math.max(1, pool.calls.length)]
        if (step.do === 'read') read()
        else if (step.do === 'batch') read(batches)
        else if (step.do === 'answer') call?.resolve(`${call.args[0]}`)
        else if (call && !died.has(call.args[0])) {
          died.add(call.args[0])
          call.reject(workerDied())
        }
        await calm()
        check()
      }
      while (ends + errors.length === 0) {
        if (asked <= answered) read()
        for (const call of [...pool.calls]) call.resolve(`${call.args[0]}`)
        await calm()
        check()
      }
      const expected = items.map(item => `${item}`)
      if (!ordered) yielded = yielded.sort((left, right) => Number(left) - Number(right))
      expect(yielded).toEqual(expected)
      expect(errors).toEqual(broken ? [failure] : [])
      expect(answered + errors.length + ends).toBe(asked)
      expect([results.inFlight, watched.closed, results.memoryUsage().entries]).toEqual([0, 0, 0])
    }
    await fc.assert(fc.asyncProperty(course, run), { numRuns: 150 })
  })

  it('leaves nothing running, wherever it is aborted', async () => {
    const aborted = async ({ count, kind, ordered, size, steps }: CourseOf<typeof course>) => {
      const { watched, source } = watchedSource(kind, upTo(count))
      const pool = new ManualPool(size)
      const controller = new AbortController()
      const results = map(source, pool, { ordered, signal: controller.signal })
      const outcomes: Promise<unknown>[] = []
      for (const step of steps) {
        const call = pool.calls[step.at % Math.max(1, pool.calls.length)]
        if (step.do === 'read')
          outcomes.push(
            results
              .next()
              .then(({ done }) => (done ? 'end' : 'value'))
              .catch(String),
          )
        else call?.resolve('done')
        await Promise.resolve()
      }
      controller.abort('enough')
      const running = [...pool.calls]
      const made = pool.made
      await calm()
      expect(running.filter(call => !call.signal?.aborted)).toEqual([])
      for (const call of running) call.resolve('too late')
      await calm()
      const taken = watched.taken
      const rest = [await results.next().catch(String), await results.next().catch(String)]
      expect(rest).toContainEqual({ done: true, value: undefined })
      const said = await Promise.all(outcomes)
      expect(said.filter(outcome => !['value', 'end', 'enough'].includes(String(outcome)))).toEqual([])
      expect(said.filter(outcome => outcome === 'enough').length).toBeLessThanOrEqual(1)
      // One that was just being asked may have ended meanwhile.
      if (!watched.ended) expect(watched.closed).toBe(outcomes.length > 0 || kind === 'stream' ? 1 : 0)
      expect(watched.closed).toBeLessThanOrEqual(1)
      if (source instanceof ReadableStream) expect(source.locked).toBe(false)
      expect([pool.made, watched.taken, results.inFlight]).toEqual([made, taken, 0])
    }
    await fc.assert(fc.asyncProperty(course, aborted), { numRuns: 150 })
  })
})
