// The versions of Node that the programs run on: this one, an executable that the environment names, or npm's.
import { execFileSync } from 'node:child_process'

/** @param {number} major answers the executable of Node in that version */
export function nodeOf(major) {
  const named = process.env[`PLIMSOLL_NODE_${major}`]
  if (named) return checked(named, major)
  if (Number.parseInt(process.versions.node, 10) === major) return process.execPath
  const found = execFileSync('npx', ['-y', '-p', `node@${major}`, 'node', '-p', 'process.execPath'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  return checked(found.trim(), major)
}

export const versionOf = executable =>
  execFileSync(executable, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()

function checked(executable, major) {
  const version = versionOf(executable)
  if (Number.parseInt(version, 10) !== major)
    throw new Error(
      `${executable} is Node ${version}; Node ${major} was looked for (PLIMSOLL_NODE_${major} may name it)`,
    )
  return executable
}
