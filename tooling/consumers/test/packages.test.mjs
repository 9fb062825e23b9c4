import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { choose } from '../choose.mjs'
import { listPackages, untried } from '../packages.mjs'
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

  it('has programs that a newcomer is told to write', () => {
    const programs = plant({ 'new.node.mjs': '' })
    expect(untried({ title: 'new', entries: [] }, programs)).toEqual(['there is no programs/new.browser.mjs: write it'])
  })

  it('is used by its programs, entry by entry', () => {
    const programs = plant({
      'grown.node.mjs': "import { a } from '@planted/grown'\n",
      'grown.browser.mjs': '',
      'grown.worker.mjs': "import { b } from '@planted/grown/b'\n",
    })
    const entries = ['@planted/grown', '@planted/grown/b', '@planted/grown/c']
    expect(untried({ title: 'grown', entries }, programs)).toEqual([
      'no program imports @planted/grown/c: let grown.node.mjs or grown.browser.mjs use it',
    ])
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
