import { describe, expect, it } from 'vitest'
import { JobError } from '../../src/errors.js'
import { defaultJob } from '../../src/job.js'
import { AddressError, readPageOptions } from '../../src/page/page-options.js'

const read = (given: Record<string, string>) => readPageOptions(`?${new URLSearchParams(given)}`)

describe('the address of the page', () => {
  it('may ask for nothing', () => {
    expect(readPageOptions('')).toEqual({})
  })

  it('may ask for all', () => {
    const job = defaultJob('seir-epidemic')
    expect(
      read({
        job: JSON.stringify(job),
        auto: 'hold',
        format: 'webm',
        fps: '30',
        scale: '4',
        workers: '3',
        maxMemory: '2MiB',
        cleanup: 'off',
      }),
    ).toEqual({
      ...{ job, auto: 'hold', format: 'webm', frameRate: 30, scale: 4, workers: 3, maxMemory: 2 ** 21 },
      cleanup: 'off',
    })
  })

  it.each([
    [{ auto: 'fly' }, '"auto" in the address is "fly"; use run, render, hold.'],
    [{ format: 'gif' }, '"format" in the address is "gif"; use mp4, webm.'],
    [{ cleanup: 'now' }, '"cleanup" in the address is "now"; use off.'],
    [{ fps: '0' }, '"fps" in the address is "0"; use a whole number from 1 to 120.'],
    [{ maxMemory: '64 MB!' }, '"maxMemory" in the address is "64 MB!"; use a size such as 64MiB.'],
    [{ workers: 'many' }, '"workers" in the address is "many"; use a whole number from 1 to 256.'],
  ])('is refused by name: %j', (given, message) => {
    expect(() => read(given as Record<string, string>)).toThrow(new AddressError(message))
  })

  it('is refused for a job that is no JSON or cannot be run', () => {
    expect(() => read({ job: '{' })).toThrow(AddressError)
    expect(() => read({ job: '{"model":"x"}' })).toThrow(JobError)
  })
})
