import { mapConcurrent, process } from '@plimsoll/streaming-processor'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const turn = () => new Promise<void>(resolve => setTimeout(resolve))
const end = { done: true, value: undefined }

/** A call that ends a turn after its signal told it to, and does something just then. */
const heeding = (then: () => void) => (_: unknown, task: { signal: AbortSignal }) =>
  new Promise<number>(resolve => {
    task.signal.addEventListener('abort', () => {
      then()
      setTimeout(resolve, 0, 1)
    })
  })

describe('A map whose calls end it when they are told to end', () => {
  const outer = fc.constantFrom('signal', 'return', 'fail' as const)
  const inner = fc.constantFrom('return', 'next', 'signal' as const)

  it('ends once, and tells everyone', async () => {
    await fc.assert(
      fc.asyncProperty(outer, fc.array(inner, { minLength: 1, maxLength: 3 }), async (how, calls) => {
        const abort = new AbortController()
        const within: Promise<unknown>[] = []
        const fn = heeding(() => {
          for (const call of calls) {
            if (call === 'signal') abort.abort('later')
            else within.push(map[call]())
          }
        })
        const failing = (item: number, task: { signal: AbortSignal }) => {
          const call = fn(item, task)
          return how === 'fail' && item === 0 ? Promise.reject(new Error('zero')) : call
        }
        const map = mapConcurrent([0, 1, 2], failing, { signal: abort.signal })
        const first = map.next().catch(error => error)
        await turn()
        if (how === 'signal') abort.abort('enough')
        if (how === 'return') expect(await map.return()).toEqual(end)
        const came = await first
        if (how === 'signal') expect(came).toBe('enough')
        else if (how === 'fail') expect(came).toMatchObject({ code: 'STREAM_TASK_FAILED' })
        else expect(came).toEqual(end)
        for (const step of await Promise.all(within)) expect(step).toEqual(end)
        expect(await map.next()).toEqual(end)
      }),
    )
  })
})

describe('A run whose callbacks end it when they are told to end', () => {
  const outer = fc.constantFrom('abort', 'signal', 'return' as const)
  const inner = fc.constantFrom('return', 'next', 'abort', 'signal' as const)

  it('ends once, tells everyone, and gives the checkpoint back', async () => {
    await fc.assert(
      fc.asyncProperty(outer, fc.array(inner, { minLength: 1, maxLength: 3 }), async (how, calls) => {
        const abort = new AbortController()
        const within: Promise<unknown>[] = []
        const closed: string[] = []
        let told = 0
        const checkpoint = { load: () => undefined, save: () => {}, close: () => void closed.push('closed') }
        const fn = heeding(() => {
          for (const call of calls) {
            if (call === 'signal') abort.abort('later')
            else if (call === 'abort') run.abort('later')
            else within.push(run[call]())
          }
        })
        const onProgress = ({ state }: { state: string }) => {
          if (state === 'aborted') told += 1
        }
        const options = { size: 1, id: 'numbers', checkpoint, signal: abort.signal, onProgress, progressEveryMs: 1e6 }
        const run = process([1, 2, 3], fn, options)
        const first = run.next().catch(error => error)
        await turn()
        if (how === 'abort') run.abort('enough')
        else if (how === 'signal') abort.abort('enough')
        else expect(await run.return()).toEqual(end)
        expect(await first).toEqual(how === 'return' ? end : 'enough')
        for (const step of await Promise.all(within)) expect(step).toEqual(end)
        expect([closed.length, told, run.report?.status]).toEqual([1, 1, 'aborted'])
      }),
    )
  })

  it('may be ended by its commit, which does not wait for that', async () => {
    const keys: string[] = []
    const commit = (_: unknown, { key }: { key: string }) => {
      keys.push(key)
      if (keys.length === 2) void run.return()
    }
    const run = process([1, 2, 3, 4], chunk => chunk.length, { size: 1, commit })
    await run.finish()
    expect([keys, run.report?.status]).toEqual([['process/0', 'process/1'], 'aborted'])
  })
})
