import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { colours } from '../src/colours.js'
import { npyFile } from './npy-file.js'
import { folder, report, run } from './run-command.js'

const viridis = (value: number, low: number, high: number) => {
  const entry = Math.floor((255 * (value - low)) / (high - low) + 0.5)
  return [...colours('viridis').subarray(4 * entry, 4 * entry + 4)]
}

/** The colour of a cell, counted from the bottom left. */
function cell(file: string, scale: number, column: number, row: number): number[] {
  const { width, height, data } = decode(readFileSync(file))
  const at = 4 * ((height - 1 - row * scale) * width + column * scale)
  return [...data.subarray(at, at + 4)]
}

const axes = ['--x', 'x=0..9:10', '--y', 'y=0..9:10']

describe('the command with an expression', () => {
  it('computes and paints it', async () => {
    const out = folder()
    const args = ['--expression', 'x + 10 * y + 100 * t', ...axes, '--t', 't=0..4:5', '--scale', '2', '--out', out]
    expect(await report(args)).toMatchObject({ cells: 500, cellsSimulated: 500, range: { min: 0, max: 499 } })
    expect(cell(join(out, 'frame-0003.png'), 2, 7, 4)).toEqual(viridis(247, 0, 499))
  })

  it('has volumes with an axis z, of which a plane or a projection is drawn, over a range that is given', async () => {
    const args = (view: string, out: string) => [
      ...['--expression', 'x + 10 * y + 100 * z', ...axes, '--z', 'z=0..4:5', '--t', 't=0..1:2', '--scale', '1'],
      ...['--view', view, '--range', '-100..900', '--out', out],
    ]
    const seen = async (view: string, column: number, row: number) => {
      const out = folder()
      expect(await report(args(view, out))).toMatchObject({ cells: 1000, range: { min: -100, max: 900 } })
      return cell(join(out, 'frame-0001.png'), 1, column, row)
    }
    expect(await seen('slice:z=3', 7, 4)).toEqual(viridis(347, -100, 900))
    expect(await seen('max:y', 7, 2)).toEqual(viridis(297, -100, 900))
    expect(await seen('mean:x', 6, 1)).toEqual(viridis(164.5, -100, 900))
  })

  it.each([
    [['--expression', 'x + sni(t)'], 'Expression: column 5: "sni" is no function'],
    [['--expression', 'x + z'], 'column 5: "z" is not known; there are x, y, t, pi, e'],
    [['--expression', 'x', '--model', 'heat-spot'], 'give one of --model, --expression and --module'],
    [['--model', 'expression'], '--expression is missing'],
    [['--expression', 'x', '--view', 'top'], 'write max:z, mean:z or slice:z=12'],
    [['--expression', 'x', '--range', '2..1'], 'write global, robust, or the lower'],
    [['--model', 'heat-spot', '--set', 'courant=0.17'], 'courant goes from 0.001 to 0.1666'],
    [['--model', 'heat-spot', '--z', 'z:0'], 'axis z has 0 steps'],
    [['--model', 'heat-spot', '--x', 'x:1000000'], 'is too large'],
    [['--model', 'heat-spot', '--t', 'time:1000001'], 'axis t has 1000001 steps'],
  ])('refuses %s', async (args, message) => {
    const { code, stderr } = await run([...args, '--out', join(folder(), 'f')])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) })
  })
})

describe('the command with heat', () => {
  it('makes the pictures of its planes, and goes on from the frames that are there', async () => {
    const [out, session] = [folder(), folder()]
    const args = ['--model', 'heat-spot', '--x', 'x:16', '--y', 'y:16', '--z', 'z:16', '--t', 'time=0..0.01:6']
    const first = await report([...args, '--view', 'slice:z=8', '--session', session, '--out', out])
    expect(first).toMatchObject({ cells: 6 * 4096, cellsSimulated: 6 * 4096, frames: 6 })
    expect(first.budget.peakReservedBytes).toBeLessThanOrEqual(first.budget.limitBytes)
    const again = await report([...args, '--view', 'max:x', '--session', session, '--out', out])
    expect(again).toMatchObject({ cellsSimulated: 0, frames: 6 })
    expect(readdirSync(out).filter(name => name.endsWith('.png'))).toHaveLength(6)
  })
})

describe('the command with a module', () => {
  const module = (text: string) => {
    const path = join(folder(), 'model.mjs')
    writeFileSync(path, text)
    return path
  }

  it('runs it in its workers, with what it imports', async () => {
    const [at, out] = [folder(), folder()]
    mkdirSync(join(at, 'parts'))
    writeFileSync(join(at, 'parts', 'ten.mjs'), 'export const ten = 10')
    const path = join(at, 'model.mjs')
    writeFileSync(
      path,
      'import { ten } from "./parts/ten.mjs"\nexport const simulate = ({ x, y, t }) => x + ten * y + 100 * t',
    )
    const args = [...axes, '--t', 't=0..4:5', '--scale', '2', '--out', out]
    expect(await report(['--module', path, ...args])).toMatchObject({ cells: 500, range: { min: 0, max: 499 } })
    expect(cell(join(out, 'frame-0003.png'), 2, 7, 4)).toEqual(viridis(247, 0, 499))
    // An address is as good as a path.
    expect(await report(['--module', pathToFileURL(path).href, ...args])).toMatchObject({ cells: 500 })
  })

  it('films it in a browser, which gets the module from the command', async () => {
    const at = folder()
    mkdirSync(join(at, 'parts'))
    writeFileSync(join(at, 'parts', 'ten.mjs'), 'export const ten = 10')
    const path = join(at, 'model.mjs')
    writeFileSync(
      path,
      'import { ten } from "./parts/ten.mjs"\nexport const simulate = ({ x, y, t }) => x + ten * y + 100 * t',
    )
    const out = join(folder(), 'film.webm')
    expect(await report(['--module', path, ...axes, '--t', 't=0..4:5', '--scale', '16', '--out', out])).toMatchObject({
      cells: 500,
      film: { frames: 5, width: 160, height: 160 },
    })
  })

  it('names what is wrong with it', async () => {
    const fails = async (args: readonly string[]) => {
      const { code, stderr } = await run([...args, ...axes, '--t', 't=0..1:2', '--out', join(folder(), 'f')])
      expect(code).toBe(1)
      return stderr
    }
    expect(await fails(['--module', '/nowhere/model.mjs'])).toContain('/nowhere/model.mjs could not be loaded')
    expect(await fails(['--module', module('export const other = 1')])).toContain(
      'exports other; it has to export a function named simulate',
    )
    expect(await fails(['--module', module('export function simulate() { return "1" }')])).toContain(
      'simulate answered string; it has to answer a number',
    )
    expect(await fails(['--module', module('export function simulate( {')])).toContain('could not be loaded')
  })

  it('names the cell that throws, 70000, and keeps the frames before it', async () => {
    const session = folder()
    const source =
      'export function simulate({ x, y, t }) { if (t === 7 && x === 0 && y === 0) throw new Error("it broke"); return x }'
    const path = module(source)
    const job = ['--x', 'x=0..99:100', '--y', 'y=0..99:100', '--t', 't=0..9:10', '--workers', '1', '--session', session]
    const { code, stderr } = await run(['--module', path, ...job, '--out', folder()])
    expect(code).toBe(1)
    expect(stderr).toContain('module failed in cell 70000 (x = 0, y = 0, t = 7): it broke')
    writeFileSync(path, source.replace('throw new Error("it broke")', 'return 0'))
    const { cellsSimulated } = await report(['--module', path, ...job, '--out', folder()])
    expect(cellsSimulated).toBe(30_000)
  })
})

describe('the command with a file', () => {
  it('paints its frames, and goes on from those that are there', async () => {
    const [at, out, session] = [folder(), folder(), folder()]
    const path = join(at, 'ramp.npy')
    writeFileSync(
      path,
      npyFile([5, 3, 10, 10], index => index),
    )
    const args = ['--data', path, '--view', 'slice:z=2', '--scale', '2', '--session', session, '--out', out]
    expect(await report(args)).toMatchObject({ cells: 1500, cellsSimulated: 1500, range: { min: 0, max: 1499 } })
    expect(cell(join(out, 'frame-0003.png'), 2, 7, 4)).toEqual(viridis(847, 0, 1499))
    expect(await report([...args, '--range', 'robust'])).toMatchObject({ cellsSimulated: 0 })
  })

  it.each([
    [['--data', '/nowhere/a.npy'], 2, 'there is no file /nowhere/a.npy'],
    [['--data', 'a.npy', '--model', 'heat-spot'], 2, '--data says what the frames are; leave out --model'],
    [['--data', fileURLToPath(import.meta.url)], 1, 'npy'],
  ])('refuses %s', async (args, expected, message) => {
    const { code, stderr } = await run([...args, '--out', join(folder(), 'f')])
    expect({ code, stderr }).toEqual({ code: expected, stderr: expect.stringContaining(message) })
  })
})
