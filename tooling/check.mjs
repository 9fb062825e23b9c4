// `npm run check`: all that guards a merge. Every step runs, so that one round shows all that is wrong.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const steps = [
  [
    'types, tests (README code and public names among them), package form',
    'turbo run build typecheck test form --output-logs=errors-only --continue',
  ],
  ['sizes and dependencies in the READMEs', 'node tooling/facts.mjs --check'],
  ['lint and format', 'biome check --error-on-warnings .'],
  ['walls between packages', 'turbo boundaries'],
  ['unused code and dependencies', 'knip'],
  ['docs without warnings', 'turbo run //#docs --output-logs=errors-only'],
  ['npm start, and Ctrl-C', 'node tooling/try-start.mjs'],
  ['packed tarballs in an empty project', 'node tooling/smoke.mjs'],
]

const failed = []
for (const [title, command] of steps) {
  const started = performance.now()
  console.log(`\n— ${title}: ${command}`)
  const [program, ...args] = command.split(' ')
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok' : 'FAILED'} (${seconds} s)`)
  if (status !== 0) failed.push(title)
}

console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join('; ')}.`)
process.exitCode = failed.length === 0 ? 0 : 1
