import { WorkersError } from './errors.js'
import type { NodeWorkerPort, WorkerPort, WorkerSource } from './port.js'
import { messageOf } from './thrown.js'

/** Starts a worker from its source. */
export function openSource(source: WorkerSource, name: string | undefined): WorkerPort {
  try {
    return typeof source === 'function' ? source() : openUrl(source, name)
  } catch (cause) {
    if (cause instanceof WorkersError) throw cause
    const text = `the worker ${describeSource(source, name)} could not be started: ${messageOf(cause)}`
    throw new WorkersError('WORKER_START_FAILED', text, { cause })
  }
}

/** Refuses what is no source, before anything is started. */
export function checkSource(source: unknown): void {
  if (typeof source === 'function') return
  if (!(source instanceof URL)) {
    const given = typeof source === 'string' ? `the text ${JSON.stringify(source)}` : `a ${typeof source}`
    refuse(`the source of a worker was ${given}`)
  }
  if (!isServer()) refuse(`the worker ${source} was given as a bare URL, which no bundler finds`)
}

function refuse(problem: string): never {
  const advice = "() => new Worker(new URL('./job.ts', import.meta.url), { type: 'module' })"
  throw new WorkersError('WORKER_INVALID_SOURCE', `${problem}; give ${advice}, or a URL in Node, Bun and Deno`)
}

/**
 * What people find the module by: its URL, which a function that starts it most often spells out; else what a worker of it told.
 */
export function describeSource(source: WorkerSource, name: string | undefined, address?: string): string {
  const module = typeof source === 'function' ? (spelledUrl.exec(String(source))?.[1] ?? address) : source.href
  if (name === undefined) return module ?? '(module unknown)'
  return module === undefined ? `"${name}"` : `"${name}" (${module})`
}

// Bundlers rewrite the path and put comments before it; a literal it stays.
const spelledUrl = /(?:URL|Worker)\(\s*(?:\/\*.*?\*\/\s*)?["'`]([^"'`]+)/

function openUrl(url: URL, name: string | undefined): WorkerPort {
  const named = name === undefined ? {} : { name }
  if (typeof Worker === 'function') return new Worker(url, { type: 'module', ...named })
  const threads = process.getBuiltinModule('node:worker_threads')
  return new threads.Worker(url, named) as NodeWorkerPort
}

// Of all that have modules by URL, only these load them from where they lie. A page's `process` is a bundler's.
function isServer(): boolean {
  return typeof globalThis.process?.getBuiltinModule === 'function'
}
