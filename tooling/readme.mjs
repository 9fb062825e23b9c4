// Runs the code blocks of a README, or of a guide, as its reader would: each on its own, against the built package, by
// the package's name.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import sirv from 'sirv'
import { build, transformWithOxc } from 'vite'
import { describe, expect, it } from 'vitest'
import { browserPath } from './browser.mjs'
import { isolationHeaders } from './isolation.mjs'

const fence = /^```ts(?<kind>[^\n]*)\n(?<code>.*?)^```$/gms

/**
 * Describes the ```` ```ts ```` blocks of a README, or of a guide. Plain ones run in Node, those marked `browser` in
 * Chromium; those marked `fragment` cannot stand alone and are left out. `expression // => value` is checked.
 *
 * @param {URL} url where it lies, in the package's folder or below
 */
export function describeReadme(url) {
  const path = fileURLToPath(url)
  const text = readFileSync(path, 'utf8')
  const folder = packageOf(dirname(path))
  describe(`the code of ${path.split('/').slice(-2).join('/')}`, () => {
    const blocks = [...text.matchAll(fence)].map(({ groups, index }) => ({
      kind: groups.kind.trim(),
      code: groups.code,
      line: text.slice(0, index).split('\n').length,
    }))
    it('has blocks to run', () => expect(blocks.filter(block => block.kind !== 'fragment')).not.toEqual([]))
    for (const { kind, code, line } of blocks) {
      if (kind === '') it(`line ${line} runs in Node`, () => runInNode(folder, code), 60_000)
      else if (kind === 'browser') it(`line ${line} runs in Chromium`, () => runInBrowser(folder, code), 60_000)
      else if (kind !== 'fragment')
        it(`line ${line}`, () => expect.fail(`"ts ${kind}" is no kind of block; see tooling/readme.mjs`))
    }
  })
}

const packageOf = folder => (existsSync(join(folder, 'package.json')) ? folder : packageOf(dirname(folder)))

// The check is part of the line it stands in, so that a failure's stack names it.
const withChecks = code =>
  code.replace(/^(?<indent>\s*)(?<expression>[^\n]+?)\s*\/\/ => (?<value>.+)$/gm, (_, indent, expression, value) => {
    const [, declared, right] = /^(const \w+ = )(.*)$/s.exec(expression) ?? [undefined, '', expression]
    return `${indent}${declared}__shows(${right.replace(/;$/, '')}, ${JSON.stringify(value.trim())})`
  })

const shows = `const __plain = value =>
  typeof value === 'string' ? \`'\${value}'\` : ArrayBuffer.isView(value) ? \`\${value.constructor.name} [\${[...value].join(', ')}]\` :
  Array.isArray(value) ? \`[\${value.map(__plain).join(', ')}]\` :
  value !== null && typeof value === 'object' ? \`{ \${Object.entries(value).map(([key, part]) => \`\${key}: \${__plain(part)}\`).join(', ')} }\` :
  typeof value === 'bigint' ? \`\${value}n\` : String(value)
const __shows = (value, expected) => {
  if (__plain(value) !== expected) throw new Error(\`the page says \${expected}; it is \${__plain(value)}\`)
  return value
}
`

// Below the package, so that its own name resolves to itself; which ends at any node_modules in between.
function workshop(folder) {
  const parent = join(folder, '.readme')
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(join(parent, 'block-'))
}

async function runInNode(folder, code) {
  const room = workshop(folder)
  try {
    const file = join(room, 'block.mjs')
    const { code: script } = await transformWithOxc(withChecks(code), 'block.ts', { target: 'es2022' })
    writeFileSync(file, shows + script)
    await promisify(execFile)(process.execPath, [file], {
      cwd: room,
      timeout: 50_000,
      env: { ...process.env, NODE_OPTIONS: '' },
    })
  } catch (error) {
    throw new Error(`${code}\n${error.stderr ?? error.message}`)
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}

async function runInBrowser(folder, code) {
  const room = workshop(folder)
  const server = createServer()
  let browser
  try {
    writeFileSync(
      join(room, 'index.html'),
      '<!doctype html><title>README</title><script type="module" src="./block.ts"></script>',
    )
    writeFileSync(join(room, 'block.ts'), `${shows}\n${withChecks(code)}\n;globalThis.__done()`)
    await build({
      root: room,
      base: './',
      logLevel: 'error',
      worker: { format: 'es' },
      build: { target: 'esnext', outDir: 'out', minify: false },
    })
    const files = sirv(join(room, 'out'), { dev: true })
    server.on('request', (request, response) => {
      for (const [name, value] of Object.entries(isolationHeaders)) response.setHeader(name, value)
      files(request, response)
    })
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
    browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] })
    const page = await browser.newPage()
    const outcome = new Promise((resolve, reject) => {
      page.on('pageerror', reject)
      void page.exposeFunction('__done', resolve).then(() => page.goto(`http://127.0.0.1:${server.address().port}/`))
    })
    await outcome
  } catch (error) {
    throw new Error(`${code}\n${error.stack ?? error.message}`)
  } finally {
    await browser?.close()
    server.close()
    rmSync(room, { recursive: true, force: true })
  }
}
