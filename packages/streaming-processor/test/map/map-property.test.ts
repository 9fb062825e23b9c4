import { mapConcurrent } from '@plimsoll/streaming-processor'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'
import { upTo } from './manual-calls.js'

const kinds: readonly SourceKind[] = ['iterable', 'async iterable', 'stream']

/** What becomes of an item's attempts: so many fail, then it answers, in time or at once. */
const fates = fc.record({
  failures: fc.constantFrom(0, 0, 0, 1, 2, 3),
  how: fc.constantFrom('later', 'at once', 'resolved'),
})

const shape = fc.record({
  scheduler: fc.scheduler(),
  items: fc.array(fates, { maxLength: 30 }),
  kind: fc.constantFrom(...kinds),
  sourceBreaks: fc.boolean(),
  ordered: fc.boolean(),
  concurrency: fc.integer({ min: 1, max: 5 }),
  room: fc.nat(20),
  retries: fc.nat(2),
  onError: fc.constantFrom('throw' as const, 'skip' as const),
  reads: fc.array(fc.constantFrom('next', 'batch'), { minLength: 1, maxLength: 3 }),
})
type Course = typeof shape extends fc.Arbitrary<infer Course> ? Course : never

describe('mapConcurrent, whatever comes first', () => {
  it('yields what a plain loop would, within its bounds', async () => {
    const run = async (course: Course) => {
      const { scheduler, items, kind, sourceBreaks, ordered, concurrency, room, retries, onError, reads } = course
      const broken = new Error('the source broke')
      const { watched, source } = watchedSource(kind, items, sourceBreaks ? { error: broken } : undefined)
      let [running, yielded] = [0, 0]
      const attempts = new Map<number, number>()
      const fn = (
        fate: (typeof items)[number],
        { index, attempt, reason }: { index: number; attempt: number; reason: unknown },
      ) => {
        expect(fate).toBe(items[index])
        expect(attempt).toBe((attempts.get(index) ?? 0) + 1)
        expect(reason).toEqual(attempt === 1 ? undefined : new Error(`${index} failed`))
        attempts.set(index, attempt)
        running += 1
        expect(running).toBeLessThanOrEqual(concurrency)
        const answer = () => {
          running -= 1
          if (attempt <= fate.failures) throw new Error(`${index} failed`)
          return index
        }
        if (fate.how === 'at once') return answer()
        const wait = fate.how === 'later' ? scheduler.schedule(Promise.resolve(), `${index}`) : Promise.resolve()
        return wait.then(answer)
      }
      const results = mapConcurrent(source as Iterable<(typeof items)[number]>, fn, {
        ...{ ordered, concurrency, onError, maxInFlight: concurrency + room },
        retry: { attempts: retries + 1, minDelayMs: 0 },
      })
      const batches = results.batches()
      const seen: number[] = []
      const errors: unknown[] = []
      let ended = false
      const read = async () => {
        while (!ended) {
          // Up to three readers at once, each for one result or for all that lie ready.
          const steps = reads.map(how => (how === 'next' ? results : batches).next())
          for (const step of await Promise.allSettled(steps)) {
            if (step.status === 'rejected') errors.push(step.reason)
            else if (step.value.done) ended = true
            else {
              const values = [step.value.value].flat()
              expect(values).not.toEqual([])
              seen.push(...values)
            }
            yielded = seen.length
          }
          expect(results.inFlight).toBeLessThanOrEqual(concurrency + room)
          expect(watched.taken).toBeLessThanOrEqual(items.length)
          if (onError === 'throw') expect(watched.taken - yielded).toBeLessThanOrEqual(concurrency + room)
        }
      }
      await scheduler.waitFor(read())
      const fails = (at: number) => (items[at]?.failures ?? 0) > retries
      const failed = upTo(items.length).filter(fails)
      const stopsAt = onError === 'throw' && failed.length > 0 ? (failed[0] as number) : items.length
      if (ordered) expect(seen).toEqual(upTo(stopsAt).filter(index => !fails(index)))
      else {
        expect(new Set(seen).size).toBe(seen.length)
        expect(seen.filter(fails)).toEqual([])
        if (stopsAt === items.length) expect(seen).toHaveLength(items.length - failed.length)
      }
      if (stopsAt < items.length && ordered)
        expect(errors).toMatchObject([{ code: 'STREAM_TASK_FAILED', index: stopsAt }])
      else if (stopsAt < items.length) expect(errors).toMatchObject([{ code: 'STREAM_TASK_FAILED' }])
      else expect(errors).toEqual(sourceBreaks ? [broken] : [])
      expect([running, results.inFlight]).toEqual([0, 0])
      // One that was just being asked when an item failed may have ended meanwhile.
      if (!watched.ended) expect(watched.closed).toBe(1)
      expect(watched.closed).toBeLessThanOrEqual(watched.ended && errors.length === 0 ? 0 : 1)
    }
    await fc.assert(fc.asyncProperty(shape, run), { numRuns: 150 })
  })

  it('reads a source that never ends no further than its reader', async () => {
    const bounds = fc.record({
      kind: fc.constantFrom('sync' as const, 'async' as const),
      ordered: fc.boolean(),
      concurrency: fc.integer({ min: 1, max: 5 }),
      room: fc.nat(20),
      stopAt: fc.integer({ min: 1, max: 50 }),
      scheduler: fc.scheduler(),
    })
    await fc.assert(
      fc.asyncProperty(bounds, async ({ kind, ordered, concurrency, room, stopAt, scheduler }) => {
        let [taken, closed] = [0, 0]
        function* numbers() {
          try {
            for (;;) yield taken++
          } finally {
            closed += 1
          }
        }
        async function* later() {
          yield* numbers()
        }
        const fn = (item: number) => scheduler.schedule(Promise.resolve(item))
        const maxInFlight = concurrency + room
        const results = mapConcurrent(kind === 'sync' ? numbers() : later(), fn, { ordered, concurrency, maxInFlight })
        let yielded = 0
        const read = async () => {
          for await (const _ of results) {
            yielded += 1
            expect(taken - yielded).toBeLessThanOrEqual(maxInFlight)
            if (yielded === stopAt) break
          }
        }
        await scheduler.waitFor(read())
        expect([closed, results.inFlight]).toEqual([1, 0])
        expect(taken).toBeLessThanOrEqual(stopAt + maxInFlight)
      }),
      { numRuns: 60 },
    )
  })
})
