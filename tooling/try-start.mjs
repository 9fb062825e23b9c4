// Runs what `npm start` runs, opens the first page, a demo app's and the docs, and ends it with SIGINT.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const started = performance.now()
// Without npm: its shell is interrupted too, and would be all that the exit code tells of.
const server = spawn(process.execPath, ['tooling/run.mjs', 'node', 'tooling/start.mjs'], {
  cwd: root,
  env: { ...process.env, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const ended = new Promise(resolve => server.on('exit', (code, signal) => resolve(code ?? signal)))

const url = await new Promise((resolve, reject) => {
  let output = ''
  server.stdout.setEncoding('utf8').on('data', text => {
    output += text
    const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(output)
    if (found) resolve(found[0])
  })
  void ended.then(code => reject(new Error(`npm start ended with ${code} before it printed its address\n${output}`)))
})

try {
  for (const path of ['', 'heatmap-video/', 'docs/']) {
    const { status } = await fetch(url + path)
    if (status !== 200) throw new Error(`${url}${path} answered ${status}`)
  }
  console.log(`first page after ${((performance.now() - started) / 1000).toFixed(1)} s`)
} finally {
  server.kill('SIGINT')
}
const code = await ended
if (code !== 0) throw new Error(`Ctrl-C ended npm start with ${code}, not with 0`)
