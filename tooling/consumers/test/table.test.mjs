import { describe, expect, it } from 'vitest'
import { stepsOf } from '../steps.mjs'
import { notesOf, tableOf } from '../table.mjs'
import { plant } from './plant.mjs'

describe('a step', () => {
  const steps = `export const steps = { esbuild: { takes: 'a copy', documented: 'put the one file beside' } }`

  it('is taken where the README asks for it, however its lines break', async () => {
    const folder = plant({ 'README.md': 'With esbuild put the one\nfile beside your bundle.', 'a.steps.mjs': steps })
    expect(Object.keys(await stepsOf({ title: 'a', folder }, folder))).toEqual(['esbuild'])
  })

  it('is refused where the README does not', async () => {
    const folder = plant({ 'README.md': 'It works everywhere.', 'a.steps.mjs': steps })
    await expect(stepsOf({ title: 'a', folder }, folder)).rejects.toThrow('the README does not say "put the one file')
  })
})

describe('the table', () => {
  const results = [
    { pack: 'bytes', environment: 'node20', outcome: 'ok' },
    { pack: 'bytes', environment: 'esbuild', outcome: 'skipped', why: 'no Chromium' },
    { pack: 'files', environment: 'node20', outcome: 'failed', why: 'Error: one\nat two' },
    { pack: 'files', environment: 'esbuild', outcome: 'step', why: 'the worker is copied' },
  ]

  it('has a row per package and a column per environment', () => {
    expect(tableOf(results).split('\n')).toEqual([
      '       node20  esbuild',
      'bytes  ok      skipped',
      'files  FAILED  ok, step',
    ])
  })

  it('is followed by steps, by what was skipped, and by how to see a failure again', () => {
    expect(notesOf(results).split('\n')).toEqual([
      'step: files in esbuild: the worker is copied',
      'skipped: esbuild: no Chromium',
      '',
      'FAILED: files in node20',
      '  npm run check:consumers -- --only node20 --only files',
      '  | Error: one',
      '  | at two',
    ])
  })
})
