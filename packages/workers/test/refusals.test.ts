import { expose, startWorker, transfer, type WorkerClient, type WorkerSource } from '@plimsoll/workers'
import { describe, expect, expectTypeOf, it } from 'vitest'

describe('startWorker', () => {
  it.each(['./job.js', undefined, {}])('refuses %j as a source', source => {
    expect(() => startWorker(source as WorkerSource)).toThrow(
      expect.objectContaining({ name: 'WorkersError', code: 'WORKER_INVALID_SOURCE' }),
    )
  })
})

describe('expose', () => {
  it('refuses a member that is no function', () => {
    expect(() => expose({ table: [1, 2] as never })).toThrow(
      expect.objectContaining({
        code: 'WORKER_INVALID_FUNCTIONS',
        message: expect.stringContaining('"table" is a object'),
      }),
    )
  })
})

describe('transfer', () => {
  it('answers what it was given', () => {
    const values = new Float32Array(3)
    expect(transfer(values, [values.buffer])).toBe(values)
  })

  it.each([5, null, 'text'])('refuses %j, which holds nothing that moves', value => {
    expect(() => transfer(value, [])).toThrow(expect.objectContaining({ code: 'WORKER_INVALID_TRANSFER' }))
  })
})

describe('The types of startWorker', () => {
  it('follow the functions, and allow anything where nothing is said', () => {
    interface Api {
      add(left: number, right: number): number
      later(text: string): Promise<string>
    }
    const calls = (typed: WorkerClient<Api>, any: WorkerClient) => {
      expectTypeOf(typed.call('add', [1, 2])).toEqualTypeOf<Promise<number>>()
      expectTypeOf(typed.call('later', ['text'])).toEqualTypeOf<Promise<string>>()
      expectTypeOf(any.call('whatever', [1, 'text'])).toEqualTypeOf<Promise<unknown>>()
      // @ts-expect-error: text is no number
      typed.call('add', ['1', 2])
      // @ts-expect-error: there is no such function
      typed.call('sub', [1, 2])
    }
    expect(calls).toBeTypeOf('function')
  })
})
