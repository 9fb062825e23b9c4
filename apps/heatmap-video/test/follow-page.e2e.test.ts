import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultJob } from '../src/job.js'
import { followPage } from '../src/node/follow-page.js'
import { PageDriver } from './page-driver.js'

let driver: PageDriver

beforeAll(async () => {
  driver = await PageDriver.start()
})
afterAll(async () => {
  await driver?.stop()
})

describe('the command, where its browser has no WebCodecs', () => {
  it('says that the film is not exact, and has it in its facts', async () => {
    const page = await driver.open()
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'VideoEncoder'))
    const job = { ...defaultJob('driven-oscillator', 20), t: { ...defaultJob('driven-oscillator').t, steps: 3 } }
    const address = `${page.url()}?${new URLSearchParams({ job: JSON.stringify(job), auto: 'render', format: 'webm' })}`
    const notes: string[] = []
    const { film } = await followPage(page, address, {
      signal: new AbortController().signal,
      onNote: text => notes.push(text),
      onProgress: () => {},
    })
    expect(film.warning).toMatch(/^This browser has no WebCodecs: .*frames may be missing or late/)
    expect(notes).toEqual([film.warning])
  })
})
