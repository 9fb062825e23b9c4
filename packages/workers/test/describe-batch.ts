import { startWorker, type WorkerClient } from '@plimsoll/workers'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Platform } from './describe-worker.js'
import type { JobApi } from './job-api.js'

/** What calls in one message promise, on the web and in Node alike. */
export function describeBatch(platformName: string, platform: Platform): void {
  const started: WorkerClient<JobApi>[] = []
  const start = () => {
    const worker = startWorker<JobApi>(platform.job)
    started.push(worker)
    return worker
  }
  const settled = async (calls: Promise<unknown>[]) =>
    (await Promise.allSettled(calls)).map(outcome =>
      outcome.status === 'fulfilled'
        ? outcome.value
        : (outcome.reason.code ?? outcome.reason.message ?? outcome.reason),
    )
  afterEach(() => Promise.all(started.splice(0).map(worker => worker.terminate())))

  describe(`Calls in one message to a worker of ${platformName}`, () => {
    it('are answered each by its own result, in whatever number', async () => {
      const worker = start()
      expect(worker.callEach('add', [])).toEqual([])
      for (const count of [1, 2, 100]) {
        const calls = worker.callEach(
          'add',
          Array.from({ length: count }, (_, left) => [left, 1]),
        )
        expect(worker.pending).toBe(count)
        expect(await Promise.all(calls)).toEqual(Array.from({ length: count }, (_, left) => left + 1))
        expect(worker.pending).toBe(0)
      }
    })

    it('may wait for something, and hold back nobody then', async () => {
      const worker = start()
      const [waiting, quick] = worker.callEach('perhapsWait', [[true], [false]])
      expect(await quick).toBe('at once')
      await worker.call('release', ['released'])
      expect(await waiting).toBe('released')
      expect(await Promise.all(worker.callEach('later', [['one'], ['two']]))).toEqual(['one', 'two'])
    })

    it('hold back nobody by taking long: what was done before is told before', async () => {
      const worker = start()
      const told: number[] = []
      const calls = worker.callEach('takeMs', [[3], [3], [3]], { onAnswers: count => told.push(count) })
      expect(await Promise.all(calls)).toEqual([3, 3, 3])
      expect(told).toEqual([1, 1, 1])
    })

    it('say how long they kept the worker', async () => {
      const worker = start()
      let [answers, busyMs] = [0, 0]
      const onAnswers = (count: number, ms: number) => {
        answers += count
        busyMs += ms
      }
      await Promise.all(worker.callEach('takeMs', [[0], [4], [0], [0]], { onAnswers }))
      expect(answers).toBe(4)
      expect(busyMs).toBeGreaterThanOrEqual(4)
    })

    it('move what each names of its arguments, and what each result was marked to move', async () => {
      const worker = start()
      const each = [1, 2, 3].map(value => new Float64Array([value]))
      const transfer = each.map(values => [values.buffer])
      const calls = worker.callEach(
        'double',
        each.map(values => [values]),
        { transfer },
      )
      expect(await Promise.all(calls)).toEqual([2, 4, 6].map(value => new Float64Array([value])))
      expect(each.map(values => values.length)).toEqual([0, 0, 0])
    })

    it('fail each for itself: by what it throws, cannot send, or asks for', async () => {
      const worker = start()
      expect(await settled(worker.callEach('failIfOdd', [[0], [1], [2], [3]]))).toEqual([0, '1 is odd', 2, '3 is odd'])
      expect(await settled(worker.callEach('giveUnlessOdd', [[0], [1], [2]]))).toEqual([
        new Float64Array([0]),
        'WORKER_RESULT_NOT_CLONEABLE',
        new Float64Array([4]),
      ])
      const named = worker as unknown as WorkerClient<Record<string, () => void>>
      expect(await settled(named.callEach('nothing', [[], []]))).toEqual(Array(2).fill('WORKER_UNKNOWN_FUNCTION'))
      expect([worker.pending, worker.restarts]).toEqual([0, 0])
    })

    it('fail alone where their arguments cannot be sent, and move nothing of others', async () => {
      const worker = start()
      const [good, kept] = [new Float64Array([1]), new Float64Array([2])]
      const bad = () => 'cannot be cloned'
      const args = [[good], [bad], [kept]] as unknown as [Float64Array][]
      const calls = worker.callEach('double', args, { transfer: [[good.buffer]] })
      expect(await settled(calls)).toEqual([
        new Float64Array([2]),
        'WORKER_ARGUMENTS_NOT_CLONEABLE',
        new Float64Array([4]),
      ])
      expect([good.length, kept.length]).toEqual([0, 1])
    })

    it('are refused together, before any is made, when they are no list of arguments', () => {
      const worker = start()
      for (const given of [undefined, 5, 'text', [1, 2], [[1, 2], 'text']]) {
        expect(() => worker.callEach('add', given as never)).toThrow(
          expect.objectContaining({ code: 'WORKER_INVALID_ARGUMENTS' }),
        )
      }
      expect(worker.pending).toBe(0)
    })

    it('are given up together, by one signal', async () => {
      const worker = start()
      const controller = new AbortController()
      const calls = worker.callEach('perhapsWait', [[false], [true], [true]], { signal: controller.signal })
      expect(await calls[0]).toBe('at once')
      controller.abort('enough')
      expect(await settled(calls)).toEqual(['at once', 'enough', 'enough'])
      expect(worker.pending).toBe(0)
      expect(await settled(worker.callEach('add', [[1, 2]], { signal: controller.signal }))).toEqual(['enough'])
      expect(await worker.call('add', [1, 2])).toBe(3)
    })

    it('leave other calls alone', async () => {
      const worker = start()
      const outcomes = [
        worker.call('add', [1, 1]),
        ...worker.callEach('add', [
          [2, 2],
          [3, 3],
        ]),
        worker.call('add', [4, 4]),
      ]
      expect(await Promise.all(outcomes)).toEqual([2, 4, 6, 8])
    })
  })

  describe(`Calls in one message to a worker of ${platformName} that dies`, () => {
    it('are rejected unless they were done, and say which of them had begun', async () => {
      const worker = start()
      await worker.call('add', [1, 2])
      const [done, deadly] = worker.callEach('dieIf', [[false], [true]])
      const after = worker.callEach('add', [
        [1, 1],
        [2, 2],
      ])
      expect(await done).toBe('alive')
      await expect(deadly).rejects.toMatchObject({ code: 'WORKER_DIED', begun: true })
      for (const call of after) await expect(call).rejects.toMatchObject({ code: 'WORKER_DIED', begun: false })
      expect(
        await Promise.all(
          worker.callEach('add', [
            [1, 1],
            [2, 2],
          ]),
        ),
      ).toEqual([2, 4])
      expect(worker.restarts).toBe(1)
    })

    it('are rejected when it is terminated, and later ones too', async () => {
      const worker = start()
      const calls = worker.callEach('perhapsWait', [[true], [true]])
      const outcome = settled(calls)
      await worker.terminate()
      expect(await outcome).toEqual(['WORKER_TERMINATED', 'WORKER_TERMINATED'])
      expect(await settled(worker.callEach('add', [[1, 2]]))).toEqual(['WORKER_TERMINATED'])
    })
  })

  describe(`Batches of any size to a worker of ${platformName}`, () => {
    const call = fc.constantFrom('value', 'later', 'throw', 'reject', 'function')

    it('settle as the same calls would one by one', async () => {
      const worker = start()
      await fc.assert(
        fc.asyncProperty(fc.array(call, { maxLength: 30 }), async calls => {
          const together = settled(
            worker.callEach(
              'behave',
              calls.map(how => [how]),
            ),
          )
          const alone = settled(calls.map(how => worker.call('behave', [how])))
          expect(await together).toEqual(await alone)
          expect(worker.pending).toBe(0)
        }),
        { numRuns: 40 },
      )
    })
  })
}
