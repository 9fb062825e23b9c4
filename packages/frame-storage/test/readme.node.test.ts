import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const home = new URL('../', import.meta.url)
const guides = readdirSync(new URL('docs/', home)).map(name => `docs/${name}`)
const pages = ['README.md', ...guides].map(path => ({ path, text: textOf(new URL(path, home)) }))
const fence = /^```ts[^\n]*\n(.*?)^```$/gms
const code = pages.flatMap(({ text }) => [...text.matchAll(fence)].map(([, block]) => block)).join('')

describe('the README and its guides', () => {
  it('open each session in one shape, for their examples are pasted one after the other', () => {
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

  it('lead from the README to each guide', () => {
    const targets = linksOf('README.md').map(({ target }) => target)
    expect(targets).toEqual(expect.arrayContaining(guides))
  })

  it('link to pages and headings that there are', () => {
    const links = pages.flatMap(({ path }) => linksOf(path))
    expect(links.length).toBeGreaterThan(guides.length)
    const dead = links.filter(({ url, heading }) => {
      const text = textOf(url)
      return heading !== '' && !headingsOf(text).includes(heading)
    })
    expect(dead.map(({ path, target, heading }) => `${path}: ${target}#${heading}`)).toEqual([])
  })
})

function textOf(url: URL): string {
  return readFileSync(url, 'utf8')
}

/** The links of a page that lead to files of the repository, or to headings of its own. */
function linksOf(path: string) {
  const page = new URL(path, home)
  const prose = textOf(page).replace(fence, '')
  return [...prose.matchAll(/\]\((?!https?:)([^)\s#]*)#?([^)\s]*)\)/g)].map(([, target = '', heading = '']) => ({
    path,
    target,
    heading,
    url: target === '' ? page : new URL(target, page),
  }))
}

/** The names by which headings are reached, as GitHub and TypeDoc make them. */
function headingsOf(text: string): string[] {
  return [...text.replace(fence, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}
