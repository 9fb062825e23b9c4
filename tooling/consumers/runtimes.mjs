// Runtimes outside of browsers: the package's program runs, and Node also requires every entry.
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { programOf } from './packages.mjs'
import { nodePath, programPath } from './toolbox.mjs'

const limitMs = 60_000

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @throws with all that it printed, where it fails or does not end
 */
export function runToEnd(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
    execFile(command, args, { cwd, env, timeout: limitMs, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (!error) return resolve()
      const why = error.killed ? `did not end within ${limitMs / 1000} s` : `ended with ${error.code ?? error.signal}`
      reject(new Error(`${args.at(-1)} ${why}\n${stderr}${stdout}`.trim()))
    })
  })
}

// A folder of the environment's own: what a program leaves behind on one runtime is not what it finds on the next.
function freshFolder(folder, name) {
  const own = join(folder, `run-${name}`)
  mkdirSync(own)
  return own
}

// The same keys by both ways: a user may have a part of each in one program.
const requiring = entries => `const assert = require('node:assert/strict')
;(async () => {
  for (const entry of ${JSON.stringify(entries)}) {
    const required = Object.keys(require(entry)).filter(key => key !== '__esModule')
    assert.notEqual(required.length, 0, entry + ' is empty')
    assert.deepEqual(required.sort(), Object.keys(await import(entry)).sort(), entry)
  }
})()
`

/**
 * @param {string} name
 * @param {() => string} path
 * @returns {import('./environments.mjs').Environment}
 */
export const node = (name, path) => ({
  name,
  async open() {
    const command = path()
    return {
      async run({ pack, folder }) {
        const own = freshFolder(folder, name)
        await runToEnd(command, [join('..', programOf(pack, 'node'))], own)
        writeFileSync(join(own, 'require.cjs'), requiring(pack.entries))
        await runToEnd(command, ['require.cjs'], own)
      },
    }
  },
})

const other = (name, program, args) => ({
  name,
  async open() {
    const command = programPath(name, program)
    return {
      run: ({ pack, folder }) =>
        runToEnd(command, [...args, join('..', programOf(pack, 'node'))], freshFolder(folder, name)),
    }
  },
})

export const runtimes = [
  ...[20, 22, 24, 26].map(major => node(`node${major}`, () => nodePath(major))),
  other('bun', 'bin/bun', ['run']),
  other('deno', 'deno', ['run', '--no-prompt', '--allow-all', '--node-modules-dir=manual']),
]
