import { mapConcurrent } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'

describe('Bad input of mapConcurrent', () => {
  const refused = expect.objectContaining({ name: 'StreamError', code: 'STREAM_INVALID_OPTIONS' })
  const given = (options: unknown) => () => mapConcurrent([], (item: unknown) => item, options as object)

  it.each([0, -1, 1.5, Number.NaN, '5'])('refuses %j as a count', value => {
    for (const option of ['concurrency', 'maxInFlight']) expect(given({ [option]: value })).toThrow(refused)
    expect(given({ retry: { attempts: value } })).toThrow(refused)
  })

  it('refuses a window that is smaller than what runs at once', () => {
    expect(given({ concurrency: 8, maxInFlight: 4 })).toThrow(
      'maxInFlight is 4; give at least the concurrency of 8, or a smaller concurrency',
    )
    expect(given({ concurrency: 4, maxInFlight: 4 })).not.toThrow()
  })

  it.each([
    { ordered: 'yes' },
    { onError: 'ignore' },
    { signal: {} },
    { budget: {} },
    { sizeOf: 8 },
    { maxBytesInFlight: 0 },
    { timeoutMs: 0 },
    { timeoutMs: Number.NaN },
    { timeoutMs: 2 ** 31 },
    { timeoutMs: '5' },
    { retry: -1 },
    { retry: 1.5 },
    { retry: 'often' },
    { retry: null },
    { retry: { minDelayMs: -1 } },
    { retry: { minDelayMs: '5' } },
    { retry: { maxDelayMs: '5' } },
    { retry: { factor: '2' } },
    { retry: { maxDelayMs: Number.POSITIVE_INFINITY } },
    { retry: { factor: 0.5 } },
    { retry: { jitter: 1 } },
    { retry: { when: 'always' } },
    { retry: { onRetry: true } },
  ])('refuses %j', options => {
    expect(given(options)).toThrow(refused)
  })

  it('refuses what is no size', () => {
    expect(given({ maxBytesInFlight: '5XB' })).toThrow(expect.objectContaining({ code: 'BYTES_UNKNOWN_UNIT' }))
  })

  it('refuses what is no function, no source and no options', () => {
    expect(() => mapConcurrent([], 'fn' as never)).toThrow(refused)
    expect(() => mapConcurrent(5 as never, item => item)).toThrow(
      expect.objectContaining({ code: 'STREAM_INVALID_SOURCE' }),
    )
    expect(given(null)).toThrow(refused)
    expect(given('fast')).toThrow(refused)
  })

  it('names an option that there is not, and those that there are', () => {
    expect(given({ concurency: 2 })).toThrow(
      'there is no option "concurency" of mapConcurrent; use concurrency, ordered, maxInFlight, maxBytesInFlight, sizeOf, retry, timeoutMs, onError, signal, budget, expectedBytes, name',
    )
    expect(given({ retry: { retries: 2 } })).toThrow(
      'there is no option "retries" of retry; use attempts, minDelayMs, maxDelayMs, factor, jitter, when, onRetry',
    )
  })
})
