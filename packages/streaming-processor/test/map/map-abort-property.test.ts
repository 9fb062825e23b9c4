import { type MapTask, mapConcurrent } from '@plimsoll/streaming-processor'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type SourceKind, watchedSource } from '../watched-source.js'
import { CountingBudget } from './counting-budget.js'
import { calm, ManualCalls, upTo } from './manual-calls.js'

const kinds: readonly SourceKind[] = ['iterable', 'async iterable', 'stream']

const shape = fc.record({
  count: fc.nat(30),
  kind: fc.constantFrom(...kinds),
  ordered: fc.boolean(),
  concurrency: fc.integer({ min: 1, max: 4 }),
  timeoutMs: fc.constantFrom(undefined, 50),
  bytes: fc.constantFrom('unbounded' as const, 'bounded' as const, 'budget' as const),
  onError: fc.constantFrom('throw' as const, 'skip' as const),
  steps: fc.array(
    fc.record({ do: fc.constantFrom('read', 'batch', 'answer', 'answer', 'fail', 'time', 'calm'), at: fc.nat(8) }),
    { maxLength: 60 },
  ),
  end: fc.constantFrom('abort' as const, 'return' as const, 'return of batches' as const, 'dispose' as const),
})
type Course = typeof shape extends fc.Arbitrary<infer Course> ? Course : never

/** A signal that counts who listens to it. */
function watchedSignal(controller: AbortController) {
  const { signal } = controller
  const listeners = new Set<unknown>()
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)]
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners.add(args[1])
    add(...args)
  }
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners.delete(args[1])
    remove(...args)
  }
  return { signal, listeners }
}

describe('After the end of a concurrent map, wherever that comes', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  it('nothing runs, nothing waits, nothing listens and nothing is open', async () => {
    const run = async ({ count, kind, ordered, concurrency, timeoutMs, bytes, onError, steps, end }: Course) => {
      const { watched, source } = watchedSource(kind, upTo(count))
      const controller = new AbortController()
      const { signal, listeners } = watchedSignal(controller)
      const calls = new ManualCalls<number>()
      const budget = new CountingBudget(300)
      const results = mapConcurrent(source as Iterable<number>, calls.fn, {
        ...{ ordered, concurrency, signal, onError, retry: 2, sizeOf: () => 100 },
        ...(timeoutMs && { timeoutMs }),
        ...(bytes === 'bounded' && { maxBytesInFlight: 250 }),
        ...(bytes === 'budget' && { budget }),
      })
      const batches = results.batches()
      const said: string[] = []
      let asked = 0
      const read = (from: { next(): Promise<{ done?: boolean | undefined }> } = results) => {
        asked += 1
        from.next().then(
          step => said.push(step.done ? 'end' : 'value'),
          reason => said.push(reason === 'enough' ? 'enough' : (reason as { code: string }).code),
        )
      }
      for (const step of steps) {
        const call = calls.open[step.at % Math.max(1, calls.open.length)]
        if (step.do === 'read') read()
        else if (step.do === 'batch') read(batches)
        else if (step.do === 'answer') call?.resolve('done')
        else if (step.do === 'fail') call?.reject(new Error('busy'))
        else if (step.do === 'time') vi.advanceTimersByTime(step.at * 20)
        else await calm()
        await Promise.resolve()
      }
      const before = { made: calls.made.length, asked }
      let ended = false
      const finished = () => {
        ended = true
      }
      if (end === 'abort') controller.abort('enough')
      else if (end === 'return') void results.return().then(finished)
      else if (end === 'return of batches') void batches.return?.().then(finished)
      else void results[Symbol.asyncDispose]().then(finished)
      // All who run are told at once.
      const deaf = calls.open.filter(({ task }: { task: MapTask }) => !task.signal.aborted)
      if (asked > 0) expect(deaf).toEqual([])
      read()
      await calm()
      // Those that heed it settle, the others when their time is up.
      if (timeoutMs) vi.advanceTimersByTime(timeoutMs)
      else for (const call of [...calls.open]) call.resolve('too late')
      await calm()
      expect(said).toHaveLength(asked)
      if (end !== 'abort') expect(ended).toBe(true)
      expect(said.filter(outcome => outcome === 'enough').length).toBeLessThanOrEqual(1)
      expect(vi.getTimerCount()).toBe(0)
      expect(listeners.size).toBe(0)
      expect([budget.used, budget.open, budget.waiting]).toEqual([0, 0, 0])
      if (!watched.ended) expect(watched.closed).toBe(before.asked > 0 || kind === 'stream' ? 1 : 0)
      expect(watched.closed).toBeLessThanOrEqual(1)
      if (source instanceof ReadableStream) expect(source.locked).toBe(false)
      expect([results.inFlight, results.memoryUsage().entries]).toEqual([0, 0])
      for (const call of [...calls.open]) call.resolve('too late')
      vi.runAllTimers()
      await calm()
      expect(calls.made).toHaveLength(before.made)
    }
    await fc.assert(fc.asyncProperty(shape, run), { numRuns: 300 })
  })
})
