// Installs the packed packages into an empty project, as a user would, and uses them on this machine's Node.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const room = mkdtempSync(join(tmpdir(), 'plimsoll-smoke-'))
const run = (command, args, cwd = room) =>
  // What is said on the way belongs to nobody's output; it is read where something fails.
  execFileSync(command, args, { cwd, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })

// A worker's own module does nothing but listen: it is imported by workers alone.
const entries = readdirSync(`${root}packages`).flatMap(name => {
  const { exports } = JSON.parse(readFileSync(`${root}packages/${name}/package.json`, 'utf8'))
  return Object.keys(exports)
    .filter(entry => entry !== './package.json' && !entry.endsWith('worker'))
    .map(entry => `@plimsoll/${name}${entry.slice(1)}`)
})

try {
  run('pnpm', ['-r', '--filter', './packages/*', 'pack', '--pack-destination', room], root)
  const tarballs = readdirSync(room)
    .filter(name => name.endsWith('.tgz'))
    .map(name => `./${name}`)
  writeFileSync(join(room, 'package.json'), '{ "private": true, "type": "module" }')
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs])

  writeFileSync(
    join(room, 'import.mjs'),
    entries
      .map(entry => `if (Object.keys(await import('${entry}')).length === 0) throw new Error('${entry} is empty')`)
      .join('\n'),
  )
  writeFileSync(join(room, 'require.cjs'), entries.map(entry => `require('${entry}')`).join('\n'))
  writeFileSync(
    join(room, 'square-worker.mjs'),
    "import { expose } from '@plimsoll/workers'\nexpose({ square: value => value * value })\n",
  )
  writeFileSync(
    join(room, 'job.mjs'),
    `import assert from 'node:assert/strict'
import { parseBytes } from '@plimsoll/bytes'
import { nodeFiles } from '@plimsoll/files/node'
import { FrameStorage } from '@plimsoll/frame-storage'
import { gridChunks } from '@plimsoll/streaming-processor'
import { mapWorkers } from '@plimsoll/streaming-processor/workers'
assert.equal(parseBytes('1KiB'), 1024)
assert.equal(gridChunks({ x: 10, y: 10 }).cells, 100)
const squares = []
for await (const square of mapWorkers([1, 2, 3], new URL('./square-worker.mjs', import.meta.url), { fn: 'square', concurrency: 2 })) squares.push(square)
assert.deepEqual(squares, [1, 4, 9])
const storage = await FrameStorage.open({ session: 'smoke', shape: [1, 3], backend: nodeFiles({ directory: 'frames' }) })
await storage.storeFrame(0, Float32Array.from(squares), 0)
assert.equal(storage.computeGlobalRange().max, 9)
await storage.close()
`,
  )
  // As strict as users may be, the types of libraries checked too: pages without Node's types, services without a page's.
  writeFileSync(
    join(room, 'types.ts'),
    `${entries.map((entry, at) => `import * as entry${at} from '${entry}'`).join('\n')}\nexport const all = [${entries.map((_, at) => `entry${at}`).join(', ')}]\n`,
  )
  const typeRoots = [join(root, 'packages/bytes/node_modules/@types')]
  const projects = [
    { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2022', 'dom'], types: [] },
    { module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom'], types: [] },
    { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2023'], types: ['node'], typeRoots },
  ]
  for (const project of projects) {
    const compilerOptions = { strict: true, noEmit: true, skipLibCheck: false, target: 'es2022', ...project }
    writeFileSync(join(room, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['types.ts'] }))
    run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc')])
  }
  for (const script of ['import.mjs', 'require.cjs', 'job.mjs']) run(process.execPath, [script])
  console.log(
    `${tarballs.length} tarballs installed; ${entries.length} entries imported and required on Node ${process.version}`,
  )
} finally {
  rmSync(room, { recursive: true, force: true })
}
