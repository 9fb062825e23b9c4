// `npm start`: builds what is stale, then serves the gallery until Ctrl-C.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { status } = spawnSync('turbo', ['run', 'build', '//#docs', '--output-logs=errors-only'], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
if (status !== 0) process.exit(status ?? 1)

const port = Number(process.env.PORT ?? 4173)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`PORT is "${process.env.PORT}"; give a whole number from 0 (any) to 65535.`)
  process.exit(2)
}
const { listen } = await import('./serve.mjs')
const server = await listen(port)
console.log(`\n  Plimsoll: http://127.0.0.1:${server.address().port}/\n  Ctrl-C ends it.\n`)
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    server.close()
    server.closeAllConnections()
  })
