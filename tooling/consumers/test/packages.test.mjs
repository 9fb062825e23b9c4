import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { choose } from '../choose.mjs'
import { listPackages, missingPrograms } from '../packages.mjs'
import { manifest, plant } from './plant.mjs'

describe('what is tried', () => {
  it('is every package there is, by its entries but package.json and workers, with what it needs', () => {
    const folder = plant({
      'packages/b/package.json': manifest('b', {
        exports: { '.': './b.js', './node': './n.js', './worker': './w.js', './video-worker': './v.js' },
        dependencies: { '@planted/a': 'workspace:^', elsewhere: '1.0.0' },
      }),
      'packages/a/package.json': manifest('a', { exports: { '.': './a.js', './package.json': './package.json' } }),
      'packages/no-package/README.md': '',
    })
    expect(listPackages(join(folder, 'packages'))).toEqual([
      {
        name: '@planted/a',
        title: 'a',
        folder: join(folder, 'packages/a'),
        entries: ['@planted/a'],
        needs: ['@planted/a'],
      },
      {
        name: '@planted/b',
        title: 'b',
        folder: join(folder, 'packages/b'),
        entries: ['@planted/b', '@planted/b/node'],
        needs: ['@planted/b', '@planted/a'],
      },
    ])
  })

  it('names the programs that a newcomer has yet to write', () => {
    const programs = plant({ 'old.node.mjs': '', 'old.browser.mjs': '', 'new.node.mjs': '' })
    expect(missingPrograms([{ title: 'old' }, { title: 'new' }], programs)).toEqual(['new.browser.mjs'])
  })

  it('is narrowed by names of packages, of environments, and of both', () => {
    const packages = [{ title: 'a' }, { title: 'b' }]
    const environments = [{ name: 'x' }, { name: 'y' }]
    const chosen = (...only) => {
      const left = choose(only, packages, environments)
      return [left.packages.map(({ title }) => title).join(), left.environments.map(({ name }) => name).join()]
    }
    expect(chosen()).toEqual(['a,b', 'x,y'])
    expect(chosen('b')).toEqual(['b', 'x,y'])
    expect(chosen('y', 'a')).toEqual(['a', 'y'])
    expect(() => chosen('z')).toThrow('there is no "z"; packages: a, b; environments: x, y')
  })
})
