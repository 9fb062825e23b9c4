import { readFileSync } from 'node:fs'
import { describeLinks, guidesOf } from '@plimsoll/tooling/guides'
import { describe, expect, it } from 'vitest'

const home = new URL('../', import.meta.url)
const pages = ['README.md', ...guidesOf(home).map(name => `docs/${name}`)]
const fence = /^```ts[^\n]*\n(.*?)^```$/gms
const code = pages
  .flatMap(path => [...readFileSync(new URL(path, home), 'utf8').matchAll(fence)].map(([, block]) => block))
  .join('')

describeLinks(home)

describe('the examples of the README and its guides', () => {
  it('open each session in one shape, for they are pasted one after the other', () => {
    const opened = [...code.matchAll(/session: '([^']+)', shape: (\[[^\]]+\])/g)].map(([, session, shape]) => ({
      session,
      shape,
    }))
    expect(opened.length).toBeGreaterThan(3)
    expect(new Set(opened.map(({ session }) => session)).size).toBe(opened.length)
  })

  it('show films with a way to play them', () => {
    expect(code).toMatch(/createElement\('video'\)[^`]*controls = true/)
  })
})
