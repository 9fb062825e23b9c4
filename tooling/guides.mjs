// What holds for the README of a package and the guides in its folder `docs`: their code runs, their links lead somewhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const fence = /^```[^\n]*\n(.*?)^```$/gms

/**
 * Describes the links between a package's README and its guides, and from both to files of the repository.
 *
 * @param {URL} home the package's folder, ends in `/`
 */
export function describeLinks(home) {
  const guides = guidesOf(home).map(name => `docs/${name}`)
  const paths = ['README.md', ...guides]

  describe('the README and its guides', () => {
    it('lead from the README to each guide', () => {
      const targets = linksOf(home, 'README.md').map(({ target }) => target)
      expect(targets).toEqual(expect.arrayContaining(guides))
    })

    it('link to pages and headings that there are', () => {
      const links = paths.flatMap(path => linksOf(home, path))
      expect(links.length).toBeGreaterThan(guides.length)
      const dead = links.filter(
        ({ url, heading }) => !existsSync(url) || (heading !== '' && !headingsOf(textOf(url)).includes(heading)),
      )
      expect(dead.map(({ path, target, heading }) => `${path}: ${target}#${heading}`)).toEqual([])
    })
  })
}

/**
 * The names of a package's guides.
 *
 * @param {URL} home the package's folder, ends in `/`
 * @returns {string[]}
 */
export function guidesOf(home) {
  return readdirSync(new URL('docs/', home)).filter(name => name.endsWith('.md'))
}

const textOf = url => readFileSync(url, 'utf8')

// Those that lead to files of the repository, or to headings of the page itself.
function linksOf(home, path) {
  const page = new URL(path, home)
  const prose = textOf(page).replace(fence, '')
  return [...prose.matchAll(/\]\((?!https?:)([^)\s#]*)#?([^)\s]*)\)/g)].map(([, target, heading]) => ({
    path,
    target,
    heading,
    url: target === '' ? page : new URL(target, page),
  }))
}

// The names by which headings are reached, as GitHub and TypeDoc make them.
const headingsOf = text =>
  [...text.replace(fence, '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
