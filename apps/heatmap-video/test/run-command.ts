import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { RenderReport } from '../src/node/render.js'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

const tooling = (name: string) => fileURLToPath(new URL(`../../../tooling/${name}`, import.meta.url))

/** How a call of the command ended. */
export interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts the built command. */
export function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { child: ChildProcess; done: Promise<Outcome> } {
  return follow(spawn(process.execPath, [cli, ...args], { env: { ...process.env, NODE_OPTIONS: '', ...env } }))
}

/** Starts it as `npm run job` does, with nothing to build: the app that is tested is built, and others use it. */
export function startJob(args: readonly string[]): { child: ChildProcess; done: Promise<Outcome> } {
  const bin = folder()
  writeFileSync(join(bin, 'turbo'), '#!/bin/sh\n', { mode: 0o755 })
  const env = { ...process.env, NODE_OPTIONS: '', PATH: `${bin}:${process.env.PATH}` }
  const job = [tooling('run.mjs'), process.execPath, tooling('job.mjs'), 'heatmap-video', ...args]
  return follow(spawn(process.execPath, job, { env, stdio: ['ignore', 'pipe', 'pipe'] }))
}

function follow(child: ChildProcess): { child: ChildProcess; done: Promise<Outcome> } {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', text => {
    stdout += text
  })
  child.stderr?.on('data', text => {
    stderr += text
  })
  const done = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, done }
}

/** Runs the built command to its end. */
export function run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Outcome> {
  return start(args, env).done
}

/** Runs it with `--json`; a call that fails throws what it said. */
export async function report(args: readonly string[]): Promise<RenderReport> {
  const { code, stdout, stderr } = await run([...args, '--json'])
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`)
  return JSON.parse(stdout) as RenderReport
}

/** A folder that goes with the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'heatmap-video-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }))
  return path
}

/** Changes a byte of a stored frame, wherever below the folder its file lies. */
export function damage(path: string, frame: Float32Array): void {
  const cells = Buffer.from(frame.buffer)
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const bytes = readFileSync(file)
    const at = bytes.indexOf(cells)
    if (at < 0) continue
    bytes[at + 5] = (bytes[at + 5] ?? 0) ^ 1
    writeFileSync(file, bytes)
    return
  }
  throw new Error(`no file below ${path} has this frame`)
}

/** Bytes of all files in a folder; 0 where there is none. */
export function bytesIn(path: string): number {
  try {
    return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0)
  } catch {
    return 0
  }
}
