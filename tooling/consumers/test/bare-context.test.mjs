import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runToEnd } from '../runtimes.mjs'
import { plant } from './plant.mjs'

const answer = 'export const answer = () => 42\n'

describe('the edge', () => {
  const bare = fileURLToPath(new URL('../bare-context.mjs', import.meta.url))
  const imported = source =>
    runToEnd(
      process.execPath,
      ['--experimental-vm-modules', '--no-warnings', bare, 'edge.mjs'],
      plant({ 'edge.mjs': source }),
    )

  it('has what servers share, and nothing of Node or of a window', async () => {
    const names = ['process', 'Buffer', 'require', 'window', 'document', 'navigator', 'Worker']
    const check = `for (const name of ${JSON.stringify(names)}) if (name in globalThis) throw new Error(name)`
    await imported(`${check}\nif (!(self.URL && import.meta.url === undefined)) throw new Error()\n${answer}`)
  })

  it.each([
    ['process.on("exit", () => {})', 'process is not defined'],
    ['import "node:fs"', 'imports "node:fs"'],
    ['setTimeout(() => {}, 1000)', 'setTimeout() is called while the module is imported'],
    ['new URL("./x.js", import.meta.url)', 'Invalid URL'],
  ])('refuses an import that does %s', async (source, why) => {
    await expect(imported(`${source}\n${answer}`)).rejects.toThrow(why)
  })
})
