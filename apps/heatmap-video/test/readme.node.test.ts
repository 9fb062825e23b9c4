import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { jobFromOptions } from '../src/node/job-options.js'
import { readPageOptions } from '../src/page/page-options.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

describe('the README', () => {
  it('shows a job that the address of the page takes as it stands', () => {
    const job = JSON.parse(/```json\n(.*?)```/s.exec(readme)?.[1] ?? '')
    expect(readPageOptions(`?job=${encodeURIComponent(JSON.stringify(job))}`)).toEqual({ job })
  })

  it('names the parameter of the time axis of heat, and a range that is taken', () => {
    const text = /`--t (time=\S+)`/.exec(readme)?.[1] ?? ''
    for (const model of ['heat-mode', 'heat-spot'])
      expect(jobFromOptions({ model, t: text }).t).toEqual({ parameter: 'time', from: 0, to: 0.02, steps: 100 })
  })
})
