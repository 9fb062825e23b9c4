import { execFileSync, spawnSync } from 'node:child_process'

/** Runs Python code in a folder, and answers what it prints. */
export type Python = (code: string, folder: string) => string

/**
 * Finds a Python in which code runs: the program that `PLIMSOLL_PYTHON` names, such as one of a virtual environment, or that
 * of the system.
 *
 * @param needs - what must run in it, such as `import numpy`
 */
export function findPython(needs: string): Python | undefined {
  const { PLIMSOLL_PYTHON: given } = process.env
  const program = (given ? [given] : ['python3', 'python']).find(name => spawnSync(name, ['-c', needs]).status === 0)
  if (program === undefined) return undefined
  return (code, folder) => execFileSync(program, ['-c', code], { cwd: folder, encoding: 'utf8' }).trim()
}
