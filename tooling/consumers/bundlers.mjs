// Pages as bundlers make them: the program is built or served, and loaded in Chromium.
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { isolationHeaders } from '@plimsoll/tooling/isolation'
import * as vite8 from 'vite'
import { programOf, workerOf } from './packages.mjs'
import { mainOf, openBrowser, pageOf, policy, serveFolder, visit } from './pages.mjs'
import { bundler } from './toolbox.mjs'

const main = 'main.mjs'

// Writes the page's own files into the project, as far as a user of this bundler writes them.
function startProject({ pack, folder }) {
  writeFileSync(join(folder, main), mainOf(programOf(pack, 'browser')))
  writeFileSync(join(folder, 'index.html'), pageOf(`./${main}`))
  const out = join(folder, 'out')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out)
  return out
}

// Users write the page themselves where the bundler builds scripts alone.
function finishOutput(out, folder, script, { beside = [] } = {}) {
  writeFileSync(join(out, 'index.html'), pageOf(script))
  const { resolve } = createRequire(join(folder, main))
  for (const module of beside) copyFileSync(resolve(module), join(out, basename(resolve(module))))
}

/**
 * @param {string} name
 * @param {() => Promise<(trial: import('./environments.mjs').Trial, step?: import('./steps.mjs').Step) =>
 *   Promise<{ url: string, close(): Promise<void>, takes?: string }>>} load answers what makes a project into a page
 * @returns {import('./environments.mjs').Environment}
 */
const inChromium = (name, load) => ({
  name,
  async open() {
    const browser = await openBrowser()
    try {
      const serve = await load()
      return {
        async run(trial) {
          const step = trial.steps[name]
          const { url, close, takes } = await serve(trial, step)
          try {
            await visit(browser, url)
          } finally {
            await close()
          }
          return [step && `${step.takes}, as its README says`, takes].filter(Boolean).join('; ')
        },
        close: () => browser.close(),
      }
    } catch (error) {
      await browser.close()
      throw error
    }
  },
})

const viteDev = (name, load) =>
  inChromium(name, async () => {
    const { createServer } = await load()
    return async (trial, step) => {
      startProject(trial)
      const server = await createServer({
        root: trial.folder,
        configFile: false,
        logLevel: 'silent',
        cacheDir: join(trial.folder, `.${name}`),
        optimizeDeps: { exclude: step?.exclude ?? [] },
        server: { host: '127.0.0.1', port: 0, headers: policy },
      })
      await server.listen()
      const { port } = server.httpServer.address()
      return { url: `http://127.0.0.1:${port}/`, close: () => server.close() }
    }
  })

const viteBuild = (name, headers) =>
  inChromium(name, async () => async trial => {
    const out = startProject(trial)
    const build = { outDir: out, emptyOutDir: true }
    await vite8.build({ root: trial.folder, configFile: false, logLevel: 'silent', build })
    return serveFolder(out, headers)
  })

const esbuild = inChromium('esbuild', async () => {
  const { build } = await bundler('esbuild')
  return async (trial, step) => {
    const out = startProject(trial)
    // A worker of the page's own is nothing that esbuild finds, in any program.
    const workers = [workerOf(trial.pack)].filter(file => existsSync(join(trial.folder, file)))
    await build({
      absWorkingDir: trial.folder,
      entryPoints: [main, ...workers],
      outdir: out,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      format: 'esm',
      target: 'es2022',
      logLevel: 'silent',
    })
    finishOutput(out, trial.folder, `./${main}`, step)
    const takes = workers.length > 0 ? "the program's own worker is an entry of its own, as esbuild asks" : undefined
    return { ...(await serveFolder(out)), takes }
  }
})

const webpack = inChromium('webpack', async () => {
  const compile = await bundler('webpack')
  return async (trial, step) => {
    const out = startProject(trial)
    const options = { mode: 'production', context: trial.folder, entry: `./${main}`, output: { path: out } }
    const stats = await new Promise((resolve, reject) => {
      const compiler = compile(options, (error, result) =>
        compiler.close(() => (error ? reject(error) : resolve(result))),
      )
    })
    if (stats.hasErrors()) throw new Error(stats.toString('errors-only'))
    finishOutput(out, trial.folder, './main.js', step)
    return serveFolder(out)
  }
})

export const bundlers = [
  viteDev('vite-dev', async () => vite8),
  viteBuild('vite-build', {}),
  // The same, on a page that may use SharedArrayBuffer and so takes other ways to its workers.
  viteBuild('isolated', isolationHeaders),
  viteDev('vite5-dev', () => bundler('vite5')),
  esbuild,
  webpack,
]
