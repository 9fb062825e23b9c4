import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { type ColourName, colours, invalidColour } from '../src/colours.js'
import { countCells, type Job } from '../src/job.js'
import { models } from '../src/models/index.js'
import type { RenderReport } from '../src/node/render.js'
import { computeCells } from '../src/sweep-cells.js'
import { bytesIn, damage, folder, type Outcome, report, run, start, startJob } from './run-command.js'

const small = ['--model', 'driven-oscillator', '--x', 'drive:6', '--y', 'natural:5', '--t', 'damping=0.5..0.1:7']
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
const pictures = (path: string) => readdirSync(path).filter(name => name.endsWith('.png'))

/** The picture that a frame must be: each cell looked up by the formula, row 0 at the bottom, each pixel repeated. */
function expected(job: Job, index: number, { range }: RenderReport, scale: number, map: ColourName = 'viridis') {
  const { frame } = countCells(job)
  const cells = computeCells(job, index * frame, (index + 1) * frame)
  const [low, high] = [range?.min ?? 0, range?.max ?? 0]
  const [width, height] = [job.x.steps * scale, job.y.steps * scale]
  const table = colours(map)
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const row = job.y.steps - 1 - Math.floor(y / scale)
      const value = cells[row * job.x.steps + Math.floor(x / scale)] ?? 0
      const entry = Math.floor((255 * (value - low)) / (high - low) + 0.5)
      const colour = Number.isNaN(value) ? invalidColour : table.subarray(entry * 4, entry * 4 + 4)
      data.set(colour, (y * width + x) * 4)
    }
  return { width, height, data }
}

function picture(path: string) {
  const { width, height, data } = decode(readFileSync(path))
  return { width, height, data }
}

describe('a wrong call of the command', () => {
  it.each([
    [[], /--model is missing/],
    [['--model', 'pendulum', '--out', 'f'], /Allowed choices are double-pendulum/],
    [['--model', 'seir-epidemic'], /--out is missing/],
    [['--bogus'], /unknown option '--bogus'/],
    [[...small, '--out', 'a.gif'], /--out ends in ".gif"; write film.mp4/],
    [[...small, '--out', 'a.mp4', 'more'], /too many arguments/],
    [[...small, '--out', 'f', '--x', 'drive=1..2:0'], /axis x has 0 steps/],
    [[...small, '--out', 'f', '--x', '='], /--x is "="; write parameter=from..to:steps/],
    [[...small, '--out', 'f', '--x', 'drive=a..b'], /--x has "a", which is no number/],
    [[...small, '--out', 'f', '--x', 'theta1'], /driven-oscillator has no parameter "theta1"; it has drive, /],
    [[...small, '--out', 'f', '--x', 'drive=1..99'], /the end of axis x is 99; drive goes from 0.05 to 20/],
    [[...small, '--out', 'f', '--y', 'drive'], /axes x and y both run over "drive"/],
    [[...small, '--out', 'f', '--set', 'force'], /--set is "force"; write name=value/],
    [[...small, '--out', 'f', '--set', 'force='], /--set has "", which is no number/],
    [[...small, '--out', 'f', '--set', 'drive=1'], /"drive" runs along axis x; it cannot be fixed too/],
    [[...small, '--out', 'f', '--workers', '0'], /Give a whole number from 1 to 256/],
    [[...small, '--out', 'f', '--max-memory', '1 quart'], /Give a size such as 64MiB/],
    [[...small, '--out', 'f', '--max-memory', '10KiB'], /a line at 10 KiB \(10240 bytes\) is too low for one frame/],
    [[...small, '--out', 'f.mp4', '--max-memory', '1000B'], /allow .* \(\d+ bytes\) or more/],
    [[...small, '--out', 'f', '--fps', '1.5'], /Give a whole number from 1 to 120/],
    [
      ['--model', 'heat-spot', '--out', 'f', '--view', 'slice:z=99'],
      /there is no plane 99 along z; there are 50, from 0/,
    ],
    [[...small, '--out', 'f', '--colours', 'jet'], /Allowed choices are viridis, cividis, magma/],
  ] as const)('ends with 2 and says what is wrong: %j', async (args, message) => {
    const { code, stdout, stderr } = await run(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })
})

describe('the command tells', () => {
  it('how it is called', async () => {
    const { code, stdout } = await run(['--help'])
    expect(code).toBe(0)
    for (const word of ['Usage: heatmap-video', '--session', 'Examples:', 'Exit code:', ...models.map(({ id }) => id)])
      expect(stdout).toContain(word)
    // Defaults are written as they are given.
    expect(stdout).not.toMatch(/default: [[{]|default: false/)
    for (const text of ['(default: global)', '(default: max:z)', 'npm run -s job']) expect(stdout).toContain(text)
  })

  it('all models with their parameters, for people and for programs', async () => {
    const { stdout } = await run(['--list-models'])
    for (const { id, parameters } of models)
      for (const name of [id, ...parameters.map(parameter => parameter.id)]) expect(stdout).toContain(name)
    const list = JSON.parse((await run(['--list-models', '--json'])).stdout)
    expect(list.map(({ id }: { id: string }) => id)).toEqual(models.map(({ id }) => id))
  })
})

describe('the command under a line', () => {
  const job = [
    '--model',
    'driven-oscillator',
    '--x',
    'drive:480',
    '--y',
    'natural:480',
    '--t',
    'damping:4',
    '--workers',
    '2',
  ]

  it('has it at (workers + 2) frames + 16 MiB, and stays below it', async () => {
    const { budget, memory } = await report([...job, '--out', folder()])
    expect(budget).toMatchObject({ limitBytes: 4 * 480 * 480 * 4 + 16 * 2 ** 20, waits: 0 })
    expect(budget.peakReservedBytes).toBeLessThanOrEqual(budget.limitBytes)
    expect(budget.peakReservedBytes).toBeGreaterThanOrEqual(memory.counted)
  })

  it('as low as it goes makes the same pictures, one frame at a time', async () => {
    const [usual, low] = [folder(), folder()]
    await report([...job, '--out', usual])
    const refused = await run([...job, '--out', low, '--max-memory', '1MiB'])
    expect(refused.code).toBe(2)
    const least = /\((\d+) bytes\) or more/.exec(refused.stderr)?.[1]
    expect(readdirSync(low)).toEqual([])
    const { budget, files } = await report([...job, '--out', low, '--max-memory', `${least}B`])
    expect(budget).toMatchObject({ limitBytes: Number(least), peakReservedBytes: Number(least) })
    expect(files.map(file => readFileSync(file))).toEqual(pictures(usual).map(name => readFileSync(join(usual, name))))
  })

  it('tells people too', async () => {
    const { stdout } = await run([...small, '--out', folder()])
    expect(stdout).toMatch(/At most [\d.]+ \w+ reserved, of [\d.]+ MiB\n/)
  })
})

describe('the command with a folder', () => {
  it('writes a PNG file per frame, whose pixels are the simulated cells', async () => {
    const out = folder()
    const done = await report([...small, '--out', out, '--scale', '3', '--set', 'force=2', '--workers', '2'])
    expect(done).toMatchObject({
      job: {
        model: 'driven-oscillator',
        x: { parameter: 'drive', from: 0.5, to: 2.5, steps: 6 },
        y: { parameter: 'natural', from: 1, to: 2, steps: 5 },
        t: { parameter: 'damping', from: 0.5, to: 0.1, steps: 7 },
        fixed: { force: 2 },
      },
      frames: 7,
      cells: 210,
      cellsSimulated: 210,
      pictures: { width: 18, height: 15 },
      memory: { holders: { 'open frames': expect.any(Number) }, rss: expect.any(Number) },
    })
    expect(done.files).toEqual([1, 2, 3, 4, 5, 6, 7].map(number => join(out, `frame-000${number}.png`)))
    expect(readdirSync(out)).toEqual(pictures(out)) // and nothing else
    const all = computeCells(done.job, 0, 210)
    expect(done.range).toEqual({ min: Math.min(...all), max: Math.max(...all) })
    for (const index of [0, 6]) expect(picture(done.files[index] ?? '')).toEqual(expected(done.job, index, done, 3))
  })

  it('draws cells without a value in a colour of their own, and makes small frames large', async () => {
    const out = folder()
    const done = await report([
      '--model',
      'double-pendulum',
      ...axes('theta1:9', 'theta2:8', 'lengthRatio:2'),
      '--out',
      out,
      '--colours',
      'magma',
    ])
    expect(done.pictures).toMatchObject({ width: 9 * 60, height: 8 * 60 })
    const last = expected(done.job, 1, done, 60, 'magma')
    expect(picture(done.files[1] ?? '')).toEqual(last)
    expect(last.data.subarray((240 * 540 + 270) * 4, (240 * 540 + 270) * 4 + 4)).toEqual(Uint8Array.from(invalidColour))
  })

  it('says in plain words what it did when no JSON is wanted', async () => {
    const { code, stdout, stderr } = await run([...small, '--out', `${folder()}/a/b/`])
    expect(code).toBe(0)
    expect(stdout).toMatch(/: 7 PNG files of 576 x 480, /)
    expect(stdout).toMatch(/^210 cells simulated/m)
    expect(stderr).toMatch(/^simulating: 0 %, frame 0 of 7$/m)
  })

  it('keeps the frames in --session, and paints them again without simulating', async () => {
    const [first, second, session] = [folder(), folder(), folder()]
    await report([...small, '--out', first, '--session', session])
    const again = await report([
      ...small,
      '--out',
      second,
      '--session',
      session,
      '--scale',
      '1',
      '--colours',
      'cividis',
    ])
    expect([again.cells, again.cellsSimulated, again.frames]).toEqual([210, 0, 7])
    expect(picture(again.files[3] ?? '')).toEqual(expected(again.job, 3, again, 1, 'cividis'))
  })

  it('simulates frames again that were damaged on the disk, and says so', async () => {
    const [first, second, session] = [folder(), folder(), folder()]
    const { job } = await report([...small, '--out', first, '--session', session])
    for (const index of [2, 5]) damage(session, computeCells(job, index * 30, (index + 1) * 30))
    const call = [...small, '--out', second, '--session', session, '--scale', '1']
    const { code, stdout, stderr } = await run([...call, '--json'])
    expect(stderr).toMatch(/^A stored frame was damaged: it counts as missing, and is simulated again\.$/m)
    expect(code).toBe(0)
    const mended = JSON.parse(stdout) as RenderReport
    expect(mended.cellsSimulated).toBe(60)
    for (let index = 0; index < 7; index++)
      expect(picture(mended.files[index] ?? '')).toEqual(expected(job, index, mended, 1))
    expect((await report(call)).cellsSimulated).toBe(0)
  })

  it('refuses a folder with pictures of a longer job', async () => {
    const out = folder()
    writeFileSync(join(out, 'frame-0008.png'), '')
    const { code, stderr } = await run([...small, '--out', out])
    expect(code).toBe(1)
    expect(stderr).toContain('has frame-0008.png, which is none of this job’s'.replace('’', "'"))
  })

  it('ends with 1 and the reason when it cannot write', async () => {
    const out = folder()
    writeFileSync(join(out, 'file'), '')
    const { code, stderr } = await run([...small, '--out', join(out, 'file', 'frames')])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: .*(ENOTDIR|EEXIST)/m)
  })

  it.each([
    ['SIGINT', { code: 130, signal: null }],
    ['SIGKILL', { code: null, signal: 'SIGKILL' }],
  ] as const)('goes on where it was after %s', async (signal, ending) => {
    const out = folder()
    const { child, done } = start([...long, '--out', out])
    await storedFrames(out, 4, done)
    child.kill(signal)
    const stopped = await done
    expect(stopped).toMatchObject(ending)
    if (signal === 'SIGINT') expect(stopped.stderr).toMatch(/^Stopped\. .* goes on where this one ended\.$/m)
    expect(pictures(out)).toEqual([])
    const rest = await report([...long, '--out', out, '--scale', '1'])
    expect(rest.frames).toBe(40)
    expect(rest.cellsSimulated).toBeLessThanOrEqual(38 * 900)
    expect(rest.cellsSimulated % 900).toBe(0)
    expect(rest.files).toHaveLength(40)
    for (const index of [0, 2, 4, 39])
      expect(picture(rest.files[index] ?? '')).toEqual(expected(rest.job, index, rest, 1))
    expect(readdirSync(out)).toEqual(pictures(out))
  })
})

describe('npm run job', () => {
  it('passes a signal on where no terminal does, and ends with 130; the same call goes on', async () => {
    const out = folder()
    const { child, done } = startJob([...long, '--out', out])
    await storedFrames(out, 4, done)
    child.kill('SIGINT')
    const stopped = await done
    expect(stopped).toMatchObject({ code: 130, signal: null })
    expect(stopped.stderr).toMatch(/^Stopped\. /m)
    const { code, stdout } = await startJob([...long, '--out', out, '--json']).done
    expect(code).toBe(0)
    const rest = JSON.parse(stdout) as RenderReport
    expect(rest.cellsSimulated).toBeLessThanOrEqual(38 * 900)
    expect(rest.files).toHaveLength(40)
  })
})

describe('the command with a film, where there is no browser', () => {
  it('ends with 1, and says what to do', async () => {
    const out = folder()
    mkdirSync(join(out, 'empty'))
    const { code, stderr } = await run([...small, '--out', join(out, 'film.mp4')], { CHROME_PATH: join(out, 'none') })
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /CHROME_PATH names ".*none", where there is no file\. Without a browser, --out frames\/ writes PNG files\./,
    )
    expect(readdirSync(out)).toEqual(['empty'])
  })
})

/** Waits until so many frames of `long` lie in the folder. */
async function storedFrames(out: string, frames: number, done: Promise<Outcome>): Promise<void> {
  const early = done.then(({ stderr }) => expect.fail(`it ended before it was stopped: ${stderr}`))
  const stored = expect.poll(() => bytesIn(join(out, '.sweep')), { interval: 5, timeout: 60_000 })
  await Promise.race([early, stored.toBeGreaterThan(frames * 3600)])
  early.catch(() => {})
}

function axes(x: string, y: string, t: string): string[] {
  return ['--x', x, '--y', y, '--t', t]
}
