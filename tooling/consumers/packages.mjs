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
 * What of a package nobody tries yet: programs that are to be written, and entries that no program imports.
 *
 * @param {Package} pack
 * @param {string} programs the folder of programs
 * @returns {string[]} what to do, a line each
 */
export function untried(pack, programs) {
  const files = [programOf(pack, 'node'), programOf(pack, 'browser')]
  const missing = files.filter(file => !existsSync(join(programs, file)))
  if (missing.length > 0) return missing.map(file => `there is no programs/${file}: write it`)
  const written = [...files, workerOf(pack)].filter(file => existsSync(join(programs, file)))
  const sources = written.map(file => readFileSync(join(programs, file), 'utf8')).join('\n')
  return pack.entries
    .filter(entry => !sources.includes(`from '${entry}'`))
    .map(entry => `no program imports ${entry}: let ${files.join(' or ')} use it`)
}
