import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const code = [...readme.matchAll(/^```ts[^\n]*\n(.*?)^```$/gms)].map(([, block]) => block).join('')

it('opens each session of the README in one shape, for its examples are pasted one after the other', () => {
  const opened = [...code.matchAll(/session: '([^']+)', shape: (\[[^\]]+\])/g)].map(([, session, shape]) => ({
    session,
    shape,
  }))
  expect(opened.length).toBeGreaterThan(3)
  expect(new Set(opened.map(({ session }) => session)).size).toBe(opened.length)
})

it('shows films with a way to play them', () => {
  expect(code).toMatch(/createElement\('video'\)[^`]*controls = true/)
})
