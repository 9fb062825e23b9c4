// What there is to try: every folder of `packages/`, found by listing, with its entries and its programs.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {object} Package
 * @property {string} name as it is installed
 * @property {string} title the name without its scope, with which its programs begin
 * @property {string} folder
 * @property {string[]} entries what its users import: neither package.json, nor modules that workers alone start
 * @property {string[]} needs the packages of the same listing without which it does not install, itself among them
 */

/**
 * @param {string} folder where packages lie side by side
 * @returns {Package[]}
 */
export function listPackages(folder) {
  const manifests = new Map(
    readdirSync(folder)
      .filter(title => existsSync(join(folder, title, 'package.json')))
      .map(title => [title, JSON.parse(readFileSync(join(folder, title, 'package.json'), 'utf8'))]),
  )
  const titles = new Map([...manifests].map(([title, { name }]) => [name, title]))
  const closure = (name, found = new Set()) => {
    if (!titles.has(name) || found.has(name)) return found
    found.add(name)
    for (const dependency of Object.keys(manifests.get(titles.get(name)).dependencies ?? {})) closure(dependency, found)
    return found
  }
  return [...manifests].map(([title, { name, exports }]) => ({
    name,
    title,
    folder: join(folder, title),
    entries: Object.keys(exports)
      .filter(entry => entry !== './package.json' && !entry.endsWith('worker'))
      .map(entry => name + entry.slice(1)),
    needs: [...closure(name)],
  }))
}

/**
 * The file with a package's program for Node, Bun and Deno (`node`), or for pages (`browser`).
 *
 * @param {Package} pack
 * @param {'node' | 'browser'} kind
 */
export const programOf = (pack, kind) => `${pack.title}.${kind}.mjs`

/**
 * The worker of a package's programs, where they have one.
 *
 * @param {Package} pack
 */
export const workerOf = pack => `${pack.title}.worker.mjs`

/**
 * Which programs nobody has written yet.
 *
 * @param {readonly Package[]} packages
 * @param {string} programs the folder of programs
 * @returns {string[]} names of files
 */
export function missingPrograms(packages, programs) {
  return packages
    .flatMap(pack => [programOf(pack, 'node'), programOf(pack, 'browser')])
    .filter(file => !existsSync(join(programs, file)))
}
