// Runtimes and bundlers of other people's choice. No install of the repository brings them: they come from the npm registry
// when this check first asks, as `toolbox/` pins them, and stay in node_modules/.cache.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const pinned = fileURLToPath(new URL('toolbox', import.meta.url))
const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url))
const prefix = 'consumers-'

/** Says why an environment cannot be tried on this machine. */
export class Unavailable extends Error {}

let modules
/** What resolves modules from within the toolbox, which is installed when first asked for; asked again, it fails at once. */
function toolbox() {
  if (modules === undefined) {
    modules = null
    modules = createRequire(join(install(), 'package.json'))
  }
  if (modules === null) throw new Error('The runtimes and bundlers could not be installed; see the first failure.')
  return modules
}

function install() {
  const content = createHash('sha256')
  for (const file of readdirSync(pinned).sort()) content.update(readFileSync(join(pinned, file)))
  const name = `${prefix}${content.digest('hex').slice(0, 12)}`
  const home = join(cache, name)
  if (!existsSync(home)) {
    console.log('Installing runtimes and bundlers into node_modules/.cache (once; again when their versions change)')
    mkdirSync(cache, { recursive: true })
    // Installed beside and renamed when whole, so that an interrupted install is not taken for one.
    const fresh = mkdtempSync(join(cache, 'installing-consumers-'))
    cpSync(pinned, fresh, { recursive: true })
    const { status } = spawnSync('pnpm', ['install', '--frozen-lockfile', '--ignore-scripts', '--reporter=silent'], {
      cwd: fresh,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    })
    if (status !== 0) {
      rmSync(fresh, { recursive: true, force: true })
      throw new Error('The runtimes and bundlers could not be installed: see above.')
    }
    for (const old of readdirSync(cache))
      if (old.startsWith(prefix)) rmSync(join(cache, old), { recursive: true, force: true })
    renameSync(fresh, home)
  }
  return home
}

const folderOf = (require, name) => dirname(require.resolve(`${name}/package.json`))
const resolves = (require, name) => {
  try {
    return folderOf(require, name)
  } catch {
    return undefined
  }
}

/**
 * Loads a bundler.
 *
 * @param {string} name
 */
export async function bundler(name) {
  const { load } = await import(pathToFileURL(toolbox().resolve('./load.mjs')))
  const module = await load(name)
  return module.default ?? module
}

/**
 * Answers the path of a Node.
 *
 * @param {number} major
 * @throws {Unavailable} where none is pinned for this platform
 */
export function nodePath(major) {
  const name = `node${major}-${process.platform}-${process.arch}`
  const folder = resolves(toolbox(), name)
  if (!folder)
    throw new Unavailable(`toolbox/package.json pins no Node ${major} for ${process.platform}-${process.arch}`)
  return join(folder, 'bin/node')
}

/**
 * Answers the path of a runtime that ships its program in a package per platform.
 *
 * @param {string} name
 * @param {string} program where it lies in such a package
 * @throws {Unavailable} where there is none for this platform
 */
export function programPath(name, program) {
  const manifest = toolbox().resolve(`${name}/package.json`)
  const require = createRequire(manifest)
  for (const platform of Object.keys(require(manifest).optionalDependencies)) {
    const folder = resolves(require, platform)
    if (folder) return join(folder, process.platform === 'win32' ? `${program}.exe` : program)
  }
  throw new Unavailable(`there is no ${name} for ${process.platform}-${process.arch}`)
}
