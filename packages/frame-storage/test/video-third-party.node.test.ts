import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

it('THIRD-PARTY.md names the version of mediabunny that is bundled, and is shipped', () => {
  const { version } = JSON.parse(read('../node_modules/mediabunny/package.json')) as { version: string }
  const named = read('../THIRD-PARTY.md').match(/\b\d+\.\d+\.\d+\b/g)
  expect(new Set(named)).toEqual(new Set([version]))
  expect((JSON.parse(read('../package.json')) as { files: string[] }).files).toContain('THIRD-PARTY.md')
})
