import { messageOf } from './thrown.js'
import type { TransferItem } from './transfer.js'

/** What is used of a worker of the web; `Worker` of browsers, Deno and Bun is one. */
export interface WebWorkerPort {
  /** Sends a message; what is in `transfer` moves instead of being copied. */
  postMessage(message: unknown, transfer: TransferItem[]): void
  /** Listens. */
  addEventListener(type: string, listener: (event: Event) => void): void
  /** Ends it at once. */
  terminate(): void
}

/**
 * What is used of a worker of Node; `Worker` of `node:worker_threads` is one.
 *
 * Told in its own words: a type of `node:worker_threads` would ask browsers' users for `@types/node`.
 */
export interface NodeWorkerPort {
  /** Sends a message; what is in `transfer` moves instead of being copied. */
  postMessage(message: unknown, transfer: readonly never[]): void
  /** Listens. */
  on(event: string, listener: (value: unknown) => void): unknown
  /** Ends it; the promise resolves when it has ended. */
  terminate(): unknown
  /** Keeps the process alive, as workers do from the start. */
  ref?(): void
  /** Lets the process end although the worker runs. */
  unref?(): void
}

/** A worker of the web or of Node. */
export type WorkerPort = WebWorkerPort | NodeWorkerPort

/**
 * Where a worker comes from: a function that starts one, called again for each replacement.
 *
 * Bundlers find the module behind `() => new Worker(new URL('./job.ts', import.meta.url), { type: 'module' })`.
 * A bare `URL` is for Node, Bun and Deno alone.
 */
export type WorkerSource = (() => WorkerPort) | URL

/** What the outside of a worker hears. */
export interface PortEvents {
  /** The worker sent a message. */
  message(data: unknown): void
  /** The worker is no more, or is no longer of use. `how` goes on after "the worker …". */
  dead(how: string, cause?: unknown): void
}

/** Listens to a worker of either kind, for as long as it lives. */
export function listen(port: WorkerPort, events: PortEvents): void {
  const unreadable = (cause?: unknown) => events.dead('sent a message that cannot be read here', cause)
  if (!isWebPort(port)) {
    port.on('message', events.message)
    port.on('messageerror', unreadable)
    port.on('error', error => events.dead(`failed: ${messageOf(error)}${placeOf(error)}`, error))
    port.on('exit', code => events.dead(`exited with code ${code}`))
    return
  }
  port.addEventListener('message', event => events.message((event as MessageEvent<unknown>).data))
  port.addEventListener('messageerror', () => unreadable())
  port.addEventListener('error', event => {
    // Reported here; unprevented it is an uncaught error of the page, and ends the process in Deno.
    event.preventDefault()
    const { error, message, filename, lineno } = event as Partial<ErrorEvent>
    const where = filename ? ` (${filename}:${lineno})` : ''
    events.dead(message ? `failed: ${message}${where}` : 'could not be loaded', error ?? undefined)
  })
  // Bun tells so of a worker that called `process.exit`.
  port.addEventListener('close', () => events.dead('exited'))
}

/** Sends to a worker of either kind. */
export function post(port: WorkerPort, message: unknown, transfer: readonly TransferItem[]): void {
  // A type that allows both worlds' transferables would need both worlds' types.
  port.postMessage(message, transfer as never[])
}

/** Sets whether the worker keeps its process alive; nothing happens on the web. */
export function hold(port: WorkerPort, alive: boolean): void {
  if (alive) (port as NodeWorkerPort).ref?.()
  else (port as NodeWorkerPort).unref?.()
}

/** Where in the module an error was thrown, as the web tells of itself; nothing where its stack does not say. */
function placeOf(error: unknown): string {
  const place = frame.exec(`${(error as Error | undefined)?.stack}`)
  return place ? ` (${place[1]})` : ''
}

const frame = /((?:file|https?):[^\s()]+?:\d+)(?::\d+)?(?=[\s)]|$)/

function isWebPort(port: WorkerPort): port is WebWorkerPort {
  return 'addEventListener' in port
}
