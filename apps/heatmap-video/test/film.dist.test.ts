import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { computeCells } from '../src/sweep-cells.js'
import { decodeFilm, near } from './film-check.js'
import { colourOver, outlierJob } from './outlier-job.js'
import { PageDriver } from './page-driver.js'
import { damage, folder, report, run, start } from './run-command.js'

const small = [
  '--model',
  'driven-oscillator',
  '--x',
  'drive:16',
  '--y',
  'natural:12',
  '--t',
  'damping:10',
  '--scale',
  '4',
]
const long = [
  '--model',
  'double-pendulum',
  '--x',
  'theta1:30',
  '--y',
  'theta2:30',
  '--t',
  'lengthRatio:40',
  '--workers',
  '1',
]

// A page to decode in.
let driver: PageDriver
let page: Page

beforeAll(async () => {
  driver = await PageDriver.start()
  page = await driver.open()
})
afterAll(async () => {
  await driver?.stop()
})

describe('the command with a film', () => {
  it.each([
    ['mp4', /^avc1/],
    ['webm', /^vp0?9/],
  ])('makes %s of as many frames as t has steps', async (ending, codec) => {
    const out = folder()
    const path = join(out, `film.${ending}`)
    const done = await report([...small, '--fps', '5', '--colours', 'cividis', '--out', path])
    expect(done).toMatchObject({
      frames: 10,
      cells: 1920,
      cellsSimulated: 1920,
      files: [path],
      film: { frames: 10, width: 64, height: 48, durationSeconds: 2, bytes: statSync(path).size },
      memory: { holders: { 'open frames': expect.any(Number), 'frame storage': expect.any(Number) } },
    })
    expect(done.film?.codec).toMatch(codec)
    const decoded = await decodeFilm(page, path)
    expect(decoded).toMatchObject({ frames: 10, whole: 10, width: 64, height: 48, durationSeconds: 2 })
    expect(readdirSync(out)).toEqual([`film.${ending}`]) // the browser's profile is gone
  })

  it('films volumes over the range that is asked for', async () => {
    const session = folder()
    const axes = (['x', 'y', 'z', 't'] as const).flatMap(name => {
      const { parameter, from, to, steps } = outlierJob[name] ?? expect.fail()
      return [`--${name}`, `${parameter}=${from}..${to}:${steps}`]
    })
    const job = ['--expression', outlierJob.source ?? '', ...axes, '--view', 'slice:z=4', '--scale', '16']
    for (const range of ['global', 'robust', '100..160']) {
      const path = join(folder(), 'film.webm')
      await report([...job, '--session', session, `--range=${range}`, '--out', path])
      const { first } = await decodeFilm(page, path, [[2 * 16 + 8, 4 * 16 + 8]])
      expect(first[0], range).toSatisfy(near(await colourOver(outlierJob, range, 152)))
    }
  })

  it('simulates a frame again that was damaged on the disk, and says so', async () => {
    const [path, session] = [join(folder(), 'film.webm'), folder()]
    const { job } = await report([...small, '--out', path, '--session', session])
    damage(session, computeCells(job, 192 * 4, 192 * 5))
    const { code, stdout, stderr } = await run([...small, '--out', path, '--session', session, '--json'])
    expect(stderr).toMatch(/^A stored frame was damaged: it counts as missing, and is simulated again\.$/m)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ cellsSimulated: 192, film: { frames: 10 } })
    expect(await decodeFilm(page, path)).toMatchObject({ frames: 10, whole: 10 })
  })

  it.each([
    ['SIGINT', { code: 130, signal: null }],
    ['SIGKILL', { code: null, signal: 'SIGKILL' }],
  ] as const)('goes on where it was after %s', async (signal, ending) => {
    const path = join(folder(), 'film.mp4')
    const { child, done } = start([...long, '--out', path])
    await new Promise<void>((resolve, reject) => {
      let text = ''
      child.stderr?.on('data', part => {
        text += part
        if (/simulating: .* frame ([5-9]|\d\d) of 40/.test(text)) resolve()
      })
      void done.then(({ stderr }) => reject(new Error(`it ended before it was stopped: ${stderr}`)))
    })
    child.kill(signal)
    expect(await done).toMatchObject(ending)
    expect(existsSync(path)).toBe(false)
    const rest = await report([...long, '--out', path])
    expect(rest.cellsSimulated).toBeLessThanOrEqual(35 * 900)
    expect(rest.cellsSimulated % 900).toBe(0)
    expect(await decodeFilm(page, path)).toMatchObject({ frames: 40, whole: 40, width: 480, height: 480 })
    expect(existsSync(`${path}.sweep`)).toBe(false)
  })
})
