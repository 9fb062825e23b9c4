import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundlers } from '../bundlers.mjs'
import { listPackages } from '../packages.mjs'
import { node } from '../runtimes.mjs'
import { servers } from '../servers.mjs'
import { Unavailable } from '../toolbox.mjs'
import { tryAll } from '../trials.mjs'
import { manifest, plant } from './plant.mjs'

const limitMs = 60_000
const program = title =>
  `import { answer } from '@planted/${title}'\nif (answer() !== 42) throw new Error('no answer')\n`
const page = title =>
  `import { answer } from '@planted/${title}'\nexport async function run() { if (answer() !== 42) throw new Error('no answer') }\n`

/** Tries one package of these files; `others` are `[title, files]` beside it. */
async function outcomeOf(title, files, environment, others = {}) {
  const folder = plant({
    [`packages/${title}/package.json`]: manifest(title),
    ...Object.fromEntries(Object.entries(files).map(([path, content]) => [`packages/${title}/${path}`, content])),
    ...others,
    [`programs/${title}.node.mjs`]: program(title),
    [`programs/${title}.browser.mjs`]: page(title),
    'room/.here': '',
  })
  const results = await tryAll(listPackages(join(folder, 'packages')), {
    ...{ environments: [environment], programs: join(folder, 'programs'), room: join(folder, 'room') },
    wanted: pack => pack.title === title,
  })
  expect(results).toHaveLength(1)
  return results[0]
}

const here = node('here', () => process.execPath)
const named = (all, name) => all.find(environment => environment.name === name)
const answer = 'export const answer = () => 42\n'

describe('a planted package', () => {
  it(
    'is ok where it works',
    async () => {
      expect(await outcomeOf('sound', { 'index.js': answer }, here)).toMatchObject({ outcome: 'ok', why: undefined })
    },
    limitMs,
  )

  it(
    'fails with what its program said',
    async () => {
      const { outcome, why } = await outcomeOf('wrong', { 'index.js': 'export const answer = () => 41\n' }, here)
      expect(outcome).toBe('failed')
      expect(why).toContain('wrong.node.mjs ended with 1')
      expect(why).toContain('no answer')
    },
    limitMs,
  )

  it(
    'finds nothing that it left behind in another environment',
    async () => {
      const leaving = `import { mkdirSync } from 'node:fs'\nexport const answer = () => mkdirSync('left') ?? 42\n`
      const folder = plant({
        ...{ 'packages/leaving/package.json': manifest('leaving'), 'packages/leaving/index.js': leaving },
        ...{ 'programs/leaving.node.mjs': program('leaving'), 'room/.here': '' },
      })
      const results = await tryAll(listPackages(join(folder, 'packages')), {
        environments: [here, node('there', () => process.execPath)],
        ...{ programs: join(folder, 'programs'), room: join(folder, 'room') },
      })
      expect(results.map(({ outcome, why }) => why ?? outcome)).toEqual(['ok', 'ok'])
    },
    limitMs,
  )

  it(
    'fails where a file of it is not packed',
    async () => {
      const files = { 'index.js': "export { answer } from './lib/answer.js'\n", 'lib/answer.js': answer }
      const { outcome, why } = await outcomeOf('unpacked', files, here)
      expect(outcome).toBe('failed')
      expect(why).toContain('ERR_MODULE_NOT_FOUND')
    },
    limitMs,
  )

  it(
    'fails where it imports a package that it does not declare',
    async () => {
      const beside = {
        'packages/leaf/package.json': manifest('leaf'),
        'packages/leaf/index.js': answer,
      }
      const { outcome, why } = await outcomeOf(
        'careless',
        { 'index.js': "export * from '@planted/leaf'\n" },
        here,
        beside,
      )
      expect(outcome).toBe('failed')
      expect(why).toContain("Cannot find package '@planted/leaf'")
    },
    limitMs,
  )

  it(
    'fails on a server where it wants a window',
    async () => {
      const files = { 'index.js': 'const { title } = window.document\nexport const answer = () => title && 42\n' }
      const { outcome, why } = await outcomeOf('windowed', files, named(servers, 'server'))
      expect(outcome).toBe('failed')
      expect(why).toContain('window is not defined')
    },
    limitMs,
  )

  it(
    'fails in a page where it does what the policy forbids',
    async () => {
      const build = named(bundlers, 'vite-build')
      expect(await outcomeOf('sound', { 'index.js': answer }, build)).toMatchObject({ outcome: 'ok' })
      const guarded = `try { globalThis.made = new Function('') } catch {}\n${answer}`
      const { outcome, why } = await outcomeOf('evaluating', { 'index.js': guarded }, build)
      expect(outcome).toBe('failed')
      expect(why).toContain("'default-src'")
    },
    limitMs,
  )

  it(
    'is skipped where the environment is missing, and says why',
    async () => {
      const nowhere = {
        name: 'nowhere',
        open: async () => {
          throw new Unavailable('there is none')
        },
      }
      expect(await outcomeOf('sound', { 'index.js': answer }, nowhere)).toMatchObject({
        outcome: 'skipped',
        why: 'there is none',
      })
    },
    limitMs,
  )
})
