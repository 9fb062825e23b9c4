// Runs a program to its end, or to its death.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { makeContainer } from './container.mjs'
import { watch } from './watch.mjs'

const programs = new URL('programs/', import.meta.url)
const MiB = 2 ** 20

const marks = { budget: 'with the budget', hand: 'bounded by hand' }

/** The program as a side runs it: the lines that are marked as a side's are all that differs. */
export function sourceOf(program, side) {
  let source = readFileSync(new URL(`${program}.mjs`, programs), 'utf8')
  for (const [of, mark] of Object.entries(marks))
    if (of !== side) source = source.replace(new RegExp(`^.*// ${mark}\\n`, 'gm'), '')
  return source
}

/**
 * Runs a program once.
 *
 * @param {{ node: string, program: string, side: string, heapMiB: number, killAboveMiB?: number, args: string[] }} options
 * @returns what it said, how it ended, and how long it took from start to end
 */
export async function run({ node, program, side, heapMiB, killAboveMiB, args }) {
  const line = killAboveMiB && killAboveMiB * MiB
  const container = line && makeContainer(line)
  // In a container the monitor reads the limit itself.
  const own = container ? '0' : String(line ?? 0)
  const command = container ? container.command : (executable, args) => [executable, args]
  const from = performance.now()
  // From standard input, so that both sides stand in the same folder and find the same packages.
  const child = spawn(...command(node, [`--max-old-space-size=${heapMiB}`, '--input-type=module', '-', ...args, own]), {
    cwd: fileURLToPath(programs),
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'])
    child[stream].setEncoding('utf8').on('data', text => (said[stream] = (said[stream] + text).slice(-20_000)))
  child.stdin.on('error', () => {})
  child.stdin.end(sourceOf(program, side))
  const keeper = container ?? (line && watch(child, line))
  const [code, signal] = await once(child, 'close')
  const seconds = (performance.now() - from) / 1000
  const killed = keeper?.killed()
  const ended = { code, signal, seconds, ...keeper?.seen() }
  keeper?.stop()
  if (code === 0) return { outcome: 'lived', ...ended, work: JSON.parse(said.stdout) }
  const why =
    /FATAL ERROR: .*/.exec(said.stderr)?.[0] ?? (killed ? `killed above the line (${ended.limit})` : undefined)
  if (why === undefined) throw new Error(`${program} ended with ${signal ?? code}, and not for memory:\n${said.stderr}`)
  return { outcome: 'died', ...ended, why }
}
