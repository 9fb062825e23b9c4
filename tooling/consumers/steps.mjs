// What a user has to do beyond installing and importing, per environment: taken here only where the README asks for it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * @typedef {object} Step
 * @property {string} takes what is done, for the table
 * @property {string} documented words of the package's README that ask for it
 * @property {string[]} [beside] modules whose one file is copied beside the bundle
 * @property {string[]} [exclude] packages for Vite's `optimizeDeps.exclude`
 *
 * @typedef {Record<string, Step>} Steps by the environment's name
 */

const plain = text => text.replace(/\s+/g, ' ')

/**
 * Reads a package's steps, which lie beside its programs.
 *
 * @param {import('./packages.mjs').Package} pack
 * @param {string} programs the folder of programs
 * @returns {Promise<Steps>}
 * @throws where a step is not what the README says
 */
export async function stepsOf(pack, programs) {
  const file = join(programs, `${pack.title}.steps.mjs`)
  if (!existsSync(file)) return {}
  const { steps } = await import(pathToFileURL(file))
  const readme = plain(readFileSync(join(pack.folder, 'README.md'), 'utf8'))
  for (const [environment, { documented }] of Object.entries(steps))
    if (!readme.includes(plain(documented)))
      throw new Error(`${pack.title}.steps.mjs, ${environment}: the README does not say "${documented}"`)
  return steps
}
