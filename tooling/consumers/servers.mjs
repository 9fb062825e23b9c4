// Servers import what runs in pages later: Node without anything of a window, and the edge, where there is no process either.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runToEnd } from './runtimes.mjs'
import { bundler } from './toolbox.mjs'

// It must also end by itself: an import that left a timer or a port behind would hold a build or a request up.
const importing =
  entries => `for (const name of ['window', 'document', 'self', 'navigator', 'Worker']) delete globalThis[name]
for (const entry of ${JSON.stringify(entries)})
  if (Object.keys(await import(entry)).length === 0) throw new Error(entry + ' is empty')
`

/** @type {import('./environments.mjs').Environment} */
const server = {
  name: 'server',
  open: async () => ({
    async run({ pack, folder }) {
      writeFileSync(join(folder, 'server.mjs'), importing(pack.entries))
      await runToEnd(process.execPath, ['server.mjs'], folder)
    },
  }),
}

/** @type {import('./environments.mjs').Environment} */
const edge = {
  name: 'edge',
  async open() {
    const { build } = await bundler('esbuild')
    return {
      async run({ pack, folder }) {
        for (const entry of pack.entries.filter(name => !name.endsWith('/node'))) {
          await build({
            stdin: { contents: `export * from '${entry}'`, resolveDir: folder },
            outfile: join(folder, 'edge.mjs'),
            bundle: true,
            format: 'esm',
            target: 'es2022',
            conditions: ['workerd', 'worker', 'browser'],
            logLevel: 'silent',
          })
          const bare = fileURLToPath(new URL('bare-context.mjs', import.meta.url))
          await runToEnd(process.execPath, ['--experimental-vm-modules', '--no-warnings', bare, 'edge.mjs'], folder)
        }
      },
    }
  },
}

export const servers = [server, edge]
