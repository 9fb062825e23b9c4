// A package as its users have it: packed, and installed by npm into an empty project, with what it depends on and no more.
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const shell = process.platform === 'win32'

/**
 * Packs packages as a release would.
 *
 * @param {readonly import('./packages.mjs').Package[]} packages
 * @param {string} into an existing folder
 * @returns {Promise<Map<string, string>>} the tarball of each name
 */
export async function packAll(packages, into) {
  const tarballs = new Map()
  for (const { name, title, folder } of packages) {
    const destination = join(into, title)
    mkdirSync(destination)
    await run('pnpm', ['pack', '--pack-destination', destination], { cwd: folder, shell })
    const [tarball] = readdirSync(destination)
    tarballs.set(name, join(destination, tarball))
  }
  return tarballs
}

/**
 * Makes a project with one package installed, and its programs beside.
 *
 * @param {string} folder made here
 * @param {import('./packages.mjs').Package} pack
 * @param {ReadonlyMap<string, string>} tarballs
 * @param {string} programs the folder of programs
 */
export async function makeProject(folder, pack, tarballs, programs) {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const own = pack.needs.map(name => tarballs.get(name))
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...own], { cwd: folder, shell })
  for (const file of readdirSync(programs))
    if (file.startsWith(`${pack.title}.`)) cpSync(join(programs, file), join(folder, file))
}
