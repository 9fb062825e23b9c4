// Serves the pages of browser candidates: files of `bench/`, our packages as they are built, and peers, unbundled.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import sirv from 'sirv'
import ts from 'typescript'

const folder = path => sirv(fileURLToPath(new URL(path, import.meta.url)), { dev: true })

const roots = {
  bench: folder('..'),
  packages: folder('../../packages'),
  peers: folder('../node_modules'),
}

/** What others offer, as it lies in their packages: the module that needs no bundler. */
const peers = {
  mediabunny: 'dist/bundles/mediabunny.mjs',
  idb: 'build/index.js',
  localforage: 'dist/localforage.js',
  dexie: 'dist/dexie.mjs',
  'opfs-tools': 'dist/opfs-tools.js',
  'lru-cache': 'dist/esm/browser/index.min.js',
  'quick-lru': 'index.js',
  'tiny-lru': 'dist/tiny-lru.js',
  'lru.min': 'lib/index.mjs',
  '@neophi/sieve-cache': 'dist/mjs/index.js',
}

/** And those that are for Node alone until a bundler has made a module of them. */
const bundled = {
  mnemonist: `export const LRUMap = require('mnemonist/lru-map.js')`,
}

async function bundle(name) {
  const { build } = await import('esbuild')
  const resolveDir = fileURLToPath(new URL('..', import.meta.url))
  const options = { bundle: true, format: 'esm', platform: 'browser', write: false }
  const { outputFiles } = await build({ ...options, stdin: { contents: bundled[name], resolveDir } })
  return outputFiles[0].contents
}

const ours = ['bytes', 'workers', 'files', 'streaming-processor', 'frame-storage', 'lru-cache']

/** How the pages find packages by name; workers do not see it, and import by path. */
function importMap() {
  const imports = Object.fromEntries(Object.entries(peers).map(([name, file]) => [name, `/peers/${name}/${file}`]))
  for (const name of Object.keys(bundled)) imports[name] = `/bundled/${name}.js`
  for (const name of ours) {
    const manifest = new URL(`../../packages/${name}/package.json`, import.meta.url)
    for (const [entry, target] of Object.entries(JSON.parse(readFileSync(manifest, 'utf8')).exports)) {
      const file = pick(target)
      imports[`@plimsoll/${name}${entry.slice(1)}`] = `/packages/${name}/${file.slice(2)}`
    }
  }
  return { imports }
}

// What a browser's bundler picks: the built file, of the browser's own where there is one.
const pick = target => (typeof target === 'string' ? target : pick(target.browser ?? target.default))

const frame = script => `<!doctype html><meta charset="utf-8"><title>bench</title>
<script type="importmap">${JSON.stringify(importMap())}</script>
<script type="module" src="${script}"></script>`

// A model of the app as the app has it, so that the plain page computes the same: a single module without imports.
function model(name) {
  const source = readFileSync(new URL(`../../apps/heatmap-video/src/models/${name}.ts`, import.meta.url), 'utf8')
  const { outputText } = ts.transpileModule(source, { compilerOptions: { target: 'es2022', module: 'esnext' } })
  return outputText
}

/**
 * Listens on 127.0.0.1, on any free port. `/page/<script>` is an empty page that loads the module `/<script>`.
 *
 * @param {{ isolated?: boolean }} [options] `isolated`: the pages may use SharedArrayBuffer
 */
export function serveBench({ isolated = true } = {}) {
  const server = createServer((request, response) => {
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
    }
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
    const [, name, rest = '/'] = /^\/([^/?]*)(.*)$/s.exec(request.url) ?? []
    const missing = () => response.writeHead(404).end()
    if (name === 'page') return response.setHeader('Content-Type', 'text/html').end(frame(rest))
    const [, modelName] = /^\/models\/([a-z-]+)\.js$/.exec(request.url) ?? []
    if (modelName) return response.setHeader('Content-Type', 'text/javascript').end(model(modelName))
    const [, peer] = /^\/bundled\/([a-z-]+)\.js$/.exec(request.url) ?? []
    if (bundled[peer]) {
      response.setHeader('Content-Type', 'text/javascript')
      return bundle(peer).then(
        contents => response.end(contents),
        error => response.writeHead(500).end(String(error)),
      )
    }
    if (!roots[name]) return missing()
    request.url = rest
    roots[name](request, response, missing)
  })
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () =>
      resolve({
        url: `http://127.0.0.1:${server.address().port}`,
        close() {
          server.close()
          server.closeAllConnections()
        },
      }),
    )
  })
}
