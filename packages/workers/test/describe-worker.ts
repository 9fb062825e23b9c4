import { startWorker, type WorkerClient, type WorkerPort, WorkersError } from '@plimsoll/workers'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { CellError, type JobApi } from './job-api.js'

/** How the workers of the tests are started on one platform. */
export interface Platform {
  job(): WorkerPort
  throwsAtStart(): WorkerPort
  missing(): WorkerPort
}

/** What workers promise on the web and in Node alike. */
export function describeWorker(platformName: string, platform: Platform): void {
  const started: WorkerClient<JobApi>[] = []
  const start = (source = platform.job, options?: Parameters<typeof startWorker>[1]) => {
    const worker = startWorker<JobApi>(source, options)
    started.push(worker)
    return worker
  }
  const failure = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      value => expect.fail(`it answered ${value}`),
      (error: unknown) => error,
    )
  afterEach(() => Promise.all(started.splice(0).map(worker => worker.terminate())))

  describe(`A worker of ${platformName}`, () => {
    it('answers calls with what its functions return', async () => {
      const worker = start()
      expect(await worker.call('add', [1, 2])).toBe(3)
      expect(await worker.call('later', ['text'])).toBe('text')
      expect(await worker.call('giveNothing', [])).toBeUndefined()
    })

    it('answers calls that were made before it was ready', async () => {
      const worker = start()
      const answers = [1, 2, 3].map(value => worker.call('add', [value, 1]))
      expect(worker.pending).toBe(3)
      expect(await Promise.all(answers)).toEqual([2, 3, 4])
      expect(worker.pending).toBe(0)
    })

    it('answers a call while an earlier one waits', async () => {
      const worker = start()
      const waiting = worker.call('wait', [])
      await worker.call('release', ['released'])
      expect(await waiting).toBe('released')
    })

    it('moves what a result was marked to move, and what the caller names of the arguments', async () => {
      const worker = start()
      const values = new Float64Array([1, 2, 3])
      expect(await worker.call('double', [values], { transfer: [values.buffer] })).toEqual(new Float64Array([2, 4, 6]))
      expect(values.length).toBe(0)
    })

    it('copies what is not to be moved', async () => {
      const values = new Float64Array(4)
      expect(await start().call('lengthOf', [values])).toBe(4)
      expect(values.length).toBe(4)
    })
  })

  describe(`A worker of ${platformName} that is sent other messages too`, () => {
    const foreign = [{ config: 1 }, 'text', 7, null, undefined, [], [1, 'add', [1, 2]], ['plimsoll'], [[1]]]

    it('leaves those from its user to others, before it is ready and after', async () => {
      const ports: WorkerPort[] = []
      const worker = start(() => {
        const port = platform.job()
        for (const message of foreign) port.postMessage(message, [])
        ports.push(port)
        return port
      })
      expect(await worker.call('add', [1, 2])).toBe(3)
      for (const message of foreign) ports[0]?.postMessage(message, [])
      expect(await worker.call('add', [2, 2])).toBe(4)
      expect(worker.restarts).toBe(0)
    })

    it('may send its own, which are no answers', async () => {
      const worker = start()
      expect(await worker.call('chat', [])).toBe('answer')
    })
  })

  describe(`An error in a worker of ${platformName}`, () => {
    it('arrives as the built-in class that it was, with the stack of the worker', async () => {
      const error = await failure(start().call('fail', ['RangeError', 'too far']))
      expect(error).toBeInstanceOf(RangeError)
      expect(error).toMatchObject({ name: 'RangeError', message: 'too far' })
      expect((error as Error).stack).toContain('job.mjs')
    })

    it('arrives as an instance of a class that was named', async () => {
      const error = await failure(start(platform.job, { errors: [CellError] }).call('failWithCell', [7]))
      expect(error).toBeInstanceOf(CellError)
      expect(error).toMatchObject({ code: 'CELL_BROKEN', message: 'cell 7 is broken', cell: 7 })
      expect((error as Error).cause).toBeInstanceOf(TypeError)
      expect((error as Error).cause).toMatchObject({ message: 'not a number' })
    })

    it('keeps its name, code and fields where its class was not named, less what cannot be cloned', async () => {
      const error = await failure(start().call('failWithCell', [7]))
      expect(error).toBeInstanceOf(Error)
      expect(error).toMatchObject({ name: 'CellError', code: 'CELL_BROKEN', cell: 7 })
      expect(error).not.toHaveProperty('secret')
    })

    it('may be anything that was thrown', async () => {
      const worker = start()
      expect(await failure(worker.call('failWith', ['text']))).toBe('text')
      expect(await failure(worker.call('failWith', [undefined]))).toBeUndefined()
      expect(await failure(worker.call('failWith', [{ deep: [1] }]))).toEqual({ deep: [1] })
      expect(await failure(worker.call('failWithSymbol', []))).toBe('Symbol(cannot be cloned)')
    })

    it('may be one of the platform, many in one, or its own cause', async () => {
      const worker = start()
      const abort = await failure(worker.call('failWithAbort', []))
      expect(abort).toBeInstanceOf(DOMException)
      expect(abort).toMatchObject({ name: 'AbortError', message: 'enough' })
      const many = (await failure(worker.call('failWithMany', []))) as AggregateError
      expect(many).toBeInstanceOf(AggregateError)
      expect(many.errors).toEqual([new TypeError('one'), 'two'])
      expect(await failure(worker.call('failInCircle', []))).toMatchObject({ message: 'round' })
    })

    it('keeps what can be read and cloned of it, whatever else it has', async () => {
      const worker = start()
      const error = await failure(worker.call('failUnreadably', [['boom', 'cause', 'stack']]))
      expect(error).toBeInstanceOf(RangeError)
      expect(error).toMatchObject({ message: 'too far', cell: 7 })
      expect(Object.keys(error as Error)).toEqual(['cell'])
      const nameless = await failure(worker.call('failUnreadably', [['name', 'message']]))
      expect(nameless).toMatchObject({ name: 'Error', message: 'its message cannot be read', cell: 7 })
      expect([worker.pending, worker.restarts]).toEqual([0, 0])
    })

    it('arrives in some form when nothing of it can be read', async () => {
      const worker = start()
      expect(await failure(worker.call('failWithoutText', []))).toBe('object without a text')
      expect(await failure(worker.call('failWithProxy', []))).toBe('object without a text')
      expect(await failure(worker.call('failDespiteCheck', []))).toMatchObject({ message: 'too far' })
      expect([worker.pending, worker.restarts]).toEqual([0, 0])
    })

    it('names the functions there are when one is unknown, inherited ones not among them', async () => {
      const worker = start() as unknown as WorkerClient<Record<string, () => void>>
      for (const name of ['sub', 'toString', 'inherited', '__proto__']) {
        const error = await failure(worker.call(name, []))
        expect(error).toBeInstanceOf(WorkersError)
        expect(error).toMatchObject({ code: 'WORKER_UNKNOWN_FUNCTION' })
        expect((error as Error).message).toContain(`no function "${name}"; it exposes add, later, after, double`)
      }
    })

    it('says that a result cannot be cloned', async () => {
      const error = await failure(start().call('giveFunction', []))
      expect(error).toBeInstanceOf(WorkersError)
      expect(error).toMatchObject({ code: 'WORKER_RESULT_NOT_CLONEABLE' })
      expect((error as Error).message).toContain('"giveFunction"')
    })

    it('says that a result cannot be cloned, whatever the clone tripped over', async () => {
      const error = await failure(start().call('giveUnreadably', []))
      expect(error).toMatchObject({ code: 'WORKER_RESULT_NOT_CLONEABLE' })
      expect((error as Error).message).toContain('"giveUnreadably" cannot be sent: object without a text')
    })

    it('says that an argument cannot be cloned, and leaves nothing pending', async () => {
      const worker = start()
      const call = worker.call('failWith', [() => 'cannot be cloned'])
      expect(worker.pending).toBe(0)
      const error = await failure(call)
      expect(error).toMatchObject({ name: 'WorkersError', code: 'WORKER_ARGUMENTS_NOT_CLONEABLE' })
      expect(await worker.call('add', [1, 1])).toBe(2)
    })

    it('says that expose was called twice', async () => {
      const error = await failure(start().call('exposeAgain', []))
      expect(error).toMatchObject({ code: 'WORKER_INVALID_FUNCTIONS' })
    })
  })

  describe(`A call to a worker of ${platformName}, given up`, () => {
    it('rejects with the reason before it was made, and is not sent', async () => {
      const worker = start()
      const gone = AbortSignal.abort('before')
      expect(await failure(worker.call('die', [], { signal: gone }))).toBe('before')
      expect(await worker.call('add', [1, 2])).toBe(3)
      expect(worker.restarts).toBe(0)
    })

    it('rejects with the reason at once, and its late answer is dropped', async () => {
      const worker = start()
      const controller = new AbortController()
      const call = worker.call('wait', [], { signal: controller.signal })
      const other = worker.call('add', [1, 2], { signal: controller.signal })
      expect(await other).toBe(3)
      controller.abort('enough')
      expect(worker.pending).toBe(0)
      expect(await failure(call)).toBe('enough')
      await worker.call('release', ['too late'])
      expect(await worker.call('add', [2, 2])).toBe(4)
    })
  })

  describe(`A worker of ${platformName}, terminated`, () => {
    it('rejects what is pending and what comes, and may be terminated again', async () => {
      const worker = start()
      const call = failure(worker.call('wait', []))
      const ends = [worker.terminate(), worker.terminate(), worker[Symbol.asyncDispose]()]
      expect(worker.pending).toBe(0)
      await Promise.all(ends)
      expect(await call).toMatchObject({ code: 'WORKER_TERMINATED' })
      expect(await failure(worker.call('add', [1, 2]))).toMatchObject({ code: 'WORKER_TERMINATED' })
      expect(worker.restarts).toBe(0)
    })

    it('rejects with the reason of its signal, given now or before', async () => {
      const controller = new AbortController()
      const worker = start(platform.job, { signal: controller.signal })
      const call = failure(worker.call('wait', []))
      controller.abort('over')
      expect(await call).toBe('over')
      const late = start(() => expect.fail('it was started'), { signal: controller.signal })
      expect(await failure(late.call('add', [1, 2]))).toBe('over')
    })
  })

  describe(`A worker of ${platformName} that died`, () => {
    it('rejects what is pending, and is replaced by the next call', async () => {
      const worker = start()
      expect(await worker.call('add', [1, 2])).toBe(3)
      const [waiting, last] = await Promise.all([failure(worker.call('wait', [])), failure(worker.call('die', []))])
      expect(waiting).toBeInstanceOf(WorkersError)
      expect(waiting).toMatchObject({ code: 'WORKER_DIED' })
      expect((waiting as Error).message).toContain('job.mjs')
      expect(last).toBe(waiting)
      expect([worker.pending, worker.restarts]).toEqual([0, 0])
      expect(await worker.call('add', [2, 2])).toBe(4)
      expect([worker.pending, worker.restarts]).toEqual([0, 1])
    })

    it('is noticed when its first call ends it', async () => {
      expect(await failure(start().call('die', []))).toMatchObject({ code: 'WORKER_DIED' })
    })

    it('is noticed when it was ended from outside', async () => {
      const ports: WorkerPort[] = []
      const worker = start(() => {
        const port = platform.job()
        ports.push(port)
        return port
      })
      await worker.call('add', [1, 2])
      const call = failure(worker.call('wait', []))
      ports[0]?.terminate()
      expect(await call).toMatchObject({ code: 'WORKER_DIED' })
      expect(await worker.call('add', [2, 2])).toBe(4)
    })

    it('says what was thrown outside of all calls', async () => {
      const worker = start()
      const error = await failure(worker.call('throwOutside', []))
      expect(error).toMatchObject({ code: 'WORKER_DIED' })
      expect((error as Error).message).toContain('nobody caught this')
      expect(await worker.call('add', [2, 2])).toBe(4)
    })
  })

  describe(`A worker of ${platformName} that cannot start`, () => {
    it('fails the calls with the name of its module, when that throws', async () => {
      const error = await failure(start(platform.throwsAtStart).call('add', [1, 2]))
      expect(error).toMatchObject({ name: 'WorkersError', code: 'WORKER_START_FAILED' })
      expect((error as Error).message).toContain('throws-at-start.mjs')
      expect((error as Error).message).toContain('no table for this worker')
    })

    it('fails the calls with the name of its module, when that is missing', async () => {
      const error = await failure(start(platform.missing).call('add', [1, 2]))
      expect(error).toMatchObject({ code: 'WORKER_START_FAILED' })
      expect((error as Error).message).toContain('missing.mjs')
    })

    it('is tried again by later calls, three times in all', async () => {
      let starts = 0
      const worker = start(() => {
        starts += 1
        return platform.throwsAtStart()
      })
      for (let call = 0; call < 6; call += 1) {
        expect(await failure(worker.call('add', [1, 2]))).toMatchObject({ code: 'WORKER_START_FAILED' })
      }
      expect(starts).toBe(3)
    })

    it('fails at once when its source throws, and later by the call', async () => {
      const refused = new Error('forbidden by policy')
      const refuse = () => {
        throw refused
      }
      const expected = { code: 'WORKER_START_FAILED', cause: refused }
      expect(() => start(refuse)).toThrow(expect.objectContaining(expected))
      let starts = 0
      const worker = start(() => {
        starts += 1
        return starts === 1 ? platform.job() : refuse()
      })
      await failure(worker.call('die', []))
      expect(await failure(worker.call('add', [1, 2]))).toMatchObject(expected)
      expect(worker.pending).toBe(0)
    })
  })

  describe(`Calls to a worker of ${platformName}`, () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('add' as const), value: fc.nat() }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('abort' as const), nth: fc.nat(20) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('die' as const, 'fail' as const, 'settle' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('terminate' as const) }) },
    )

    it('settle, each with its own answer or a true reason, after any sequence', async () => {
      const run = async (steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]) => {
        const worker = startWorker<JobApi>(platform.job)
        const controllers: AbortController[] = []
        const outcomes: Promise<string>[] = []
        let [deaths, terminated] = [0, false]
        const follow = (call: (signal: AbortSignal) => Promise<unknown>, right: (value: unknown) => boolean) => {
          const controller = new AbortController()
          controllers.push(controller)
          const allowed = (error: { code?: string; message?: string } | 'given up') =>
            (error === 'given up' && controller.signal.aborted) ||
            (typeof error === 'object' &&
              ((error.code === 'WORKER_DIED' && deaths > 0) ||
                (error.code === 'WORKER_TERMINATED' && terminated) ||
                (error.message === 'as asked' && right(error))))
          const outcome = call(controller.signal).then(
            value => (right(value) ? 'right' : `wrong value ${value}`),
            error => (allowed(error) ? 'right' : `wrong reason ${error}`),
          )
          outcomes.push(outcome)
        }
        for (const step of steps) {
          if (step.do === 'add') {
            const { value } = step
            follow(
              signal => worker.call('add', [value, 1], { signal }),
              answer => answer === value + 1,
            )
          } else if (step.do === 'wait') {
            follow(
              signal => worker.call('wait', [], { signal }),
              () => false,
            )
          } else if (step.do === 'fail') {
            follow(
              signal => worker.call('fail', ['TypeError', 'as asked'], { signal }),
              error => error instanceof TypeError,
            )
          } else if (step.do === 'die') {
            deaths += 1
            follow(
              signal => worker.call('die', [], { signal }),
              () => false,
            )
          } else if (step.do === 'abort') controllers[step.nth]?.abort('given up')
          else if (step.do === 'settle') await worker.call('giveNothing', []).catch(() => {})
          else {
            terminated = true
            void worker.terminate()
          }
        }
        // Whoever still waits for the release that never comes ends here.
        terminated = true
        const calm = worker.call('giveNothing', []).catch(() => {})
        await calm
        await worker.terminate()
        expect(worker.pending).toBe(0)
        expect(await Promise.all(outcomes)).toEqual(outcomes.map(() => 'right'))
      }
      await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 24 }), run), { numRuns: 25 })
    })
  })
}
