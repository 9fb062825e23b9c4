import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogue, named } from '../harness/catalogue.mjs'
import { measure } from '../harness/measure.mjs'
import { writeResult } from '../harness/result.mjs'
import { tableOf } from '../harness/table.mjs'

const benches = await catalogue(new URL('fixtures/', import.meta.url))

describe('the catalogue', () => {
  it('lists every bench by name', () =>
    expect(benches.map(({ name }) => name)).toEqual(['example-good', 'example-other']))
  it('takes an exact name, or the beginning of several', () => {
    expect(named(benches, 'example-other').map(({ name }) => name)).toEqual(['example-other'])
    expect(named(benches, 'example').map(({ name }) => name)).toEqual(['example-good', 'example-other'])
    expect(named(benches, 'exam')).toEqual([])
  })
})

describe('a bench with candidates that fail', () => {
  let result
  const of = name => result.candidates.find(candidate => candidate.name === name)
  beforeAll(async () => {
    result = await measure(benches[0], { quick: false })
  })

  it('measures the sound ones in every round', () => {
    expect(of('ours')).toMatchObject({ median: 10, min: 10, max: 10, mad: 0, values: [10, 10, 10, 10] })
  })
  it('gives each candidate one process of its own, kept over the rounds', () => {
    const processes = ['ours', 'slow', 'quick'].map(name => of(name).notes)
    expect(processes.map(notes => notes.length)).toEqual([1, 1, 1])
    expect(new Set(processes.flat()).size).toBe(3)
  })
  it('names those that failed, with the reason and what they gave before', () => {
    expect(of('throws')).toMatchObject({ values: [5], failed: expect.stringContaining('the second round is too much') })
    expect(of('dies').failed).toContain('exit code 7')
    expect(of('absent').failed).toContain('nowhere.mjs')
  })
  it('compares ours with each other candidate', () => {
    expect(result.ratios.find(({ to }) => to === 'slow')).toMatchObject({ median: 4, min: 4, max: 4 })
  })
  it('judges the goals', () => {
    // "throws" gave 5 in its one round: best by its median, and so the one to beat.
    expect(result.bestPeer).toBe('throws')
    expect(result.goal.map(({ met, value }) => [met, value])).toEqual([
      [false, 0.5],
      [false, 10],
      [true, 4],
      [false, 0],
    ])
  })
  it('says what it ran on, and nothing that names the machine', () => {
    expect(Object.keys(result.machine)).toEqual(['cpu', 'cores', 'memoryGiB', 'os', 'node'])
    expect(result.command).toBe('npm run bench -- example-good')
  })
  it('prints the failures too', () => {
    const table = tableOf(result)
    expect(table).toMatch(/dies +peer +FAILED/)
    expect(table).toContain('throws FAILED: ')
    expect(table).toContain('goal MISSED twice as fast as the best peer: 0.500')
    expect(table).toContain('goal met  ours ends well every time: 4 of 4')
  })
})

describe('writing a result', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const url = pathToFileURL(`${folder}/`)
  afterAll(() => rmSync(folder, { recursive: true }))
  const read = path => JSON.parse(readFileSync(join(folder, path), 'utf8'))

  it('never lets a quick run take the place of a full one', () => {
    writeResult({ name: 'x', quick: false, value: 1.23456789 }, url)
    writeResult({ name: 'x', quick: true, value: 2 }, url)
    expect(read('x.json')).toEqual({ name: 'x', quick: false, value: 1.2346 })
    expect(read('quick/x.json')).toEqual({ name: 'x', quick: true, value: 2 })
  })
})
