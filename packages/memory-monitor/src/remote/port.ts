import { shown } from '../check.js'
import { MemoryError } from '../errors.js'

/** What is used of a port of the web: `Worker`, `MessagePort`, and a worker's own scope, in browsers, Deno and Bun. */
export interface WebBudgetPort {
  /** Sends a message; what is in `transfer` moves instead of being copied. */
  postMessage(message: unknown, transfer: object[]): void
  /** Listens. */
  addEventListener(type: string, listener: (event: Event) => void): void
  /** Listens no longer. */
  removeEventListener?(type: string, listener: (event: Event) => void): void
}

/** What is used of a port of Node: `Worker`, `MessagePort` and `parentPort` of `node:worker_threads`. */
export interface NodeBudgetPort {
  /** Sends a message; what is in `transfer` moves instead of being copied. */
  postMessage(message: unknown, transfer: readonly never[]): void
  /** Listens. */
  on(event: string, listener: (value: unknown) => void): unknown
  /** Listens no longer. */
  off?(event: string, listener: (value: unknown) => void): unknown
}

/** What is used of a process with a channel: a forked `ChildProcess` of `node:child_process`, and `process` inside of it. */
export interface ProcessBudgetPort {
  /** Sends a message; missing where the process was started without a channel. */
  send?(message: object): unknown
  /** Listens. */
  on(event: string, listener: (value: unknown) => void): unknown
  /** Listens no longer. */
  off?(event: string, listener: (value: unknown) => void): unknown
}

/** Whatever has another thread or process at its other end. */
export type BudgetPort = WebBudgetPort | NodeBudgetPort | ProcessBudgetPort

/** A port with something to transfer through it. */
export type ThreadPort = WebBudgetPort | NodeBudgetPort

/** Refuses what is no port. */
export function checkPort(port: unknown, caller: string): asserts port is BudgetPort {
  if (typeof port === 'object' && port !== null) {
    const { postMessage, send, on } = port as Record<string, unknown>
    if (typeof postMessage === 'function' || (typeof send === 'function' && typeof on === 'function')) return
    if ('pid' in port && typeof on === 'function') {
      const text = `${caller} was given a process without a channel; start it by fork(), or with 'ipc' in its stdio`
      throw new MemoryError('BUDGET_INVALID_OPTIONS', text)
    }
  }
  const text = `${caller} was given ${shown(port)} for a port; give a worker, a MessagePort or a forked process`
  throw new MemoryError('BUDGET_INVALID_OPTIONS', text)
}

/** Whether it is a process and not a thread. */
export function isProcess(port: BudgetPort): port is ProcessBudgetPort {
  return !('postMessage' in port)
}

/** Whether it is a worker of Node, which tells when it has exited. */
export function isWorkerOfNode(port: ThreadPort): boolean {
  return 'on' in port && 'threadId' in port
}

/** Whether what is at the other end has ended already, where that can be seen. */
export function hasExited(port: BudgetPort): boolean {
  const { threadId, pid, exitCode, signalCode } = port as unknown as Partial<Record<string, unknown>>
  if (!isProcess(port)) return threadId === -1
  if (!('pid' in port) || port === globalThis.process) return false
  return pid === undefined || (exitCode ?? null) !== null || (signalCode ?? null) !== null
}

/** Listens to messages without keeping this thread alive for that, unless others do already. */
export function keepUnheld(port: ThreadPort, listen: () => () => void): () => void {
  const { listenerCount } = port as { listenerCount?(event: string): number }
  const others = listenerCount?.call(port, 'message') ?? 0
  const forget = listen()
  const channel = port as { start?(): void; unref?(): void }
  channel.start?.()
  // A worker is alive by itself: to let its starter end is not for us to say.
  if (others === 0 && !('terminate' in port)) channel.unref?.()
  return forget
}

/** Listens on either kind of port, and answers what ends that. Of an event of the web the listener gets `data`. */
export function hear(port: BudgetPort, event: string, listener: (data: unknown) => void): () => void {
  if ('addEventListener' in port) {
    const own = (told: Event) => listener((told as MessageEvent<unknown>).data)
    port.addEventListener(event, own)
    return () => port.removeEventListener?.(event, own)
  }
  port.on(event, listener)
  return () => port.off?.(event, listener)
}

/**
 * Listens for a worker of the web that ends by an error, which nothing else may tell of one that has not joined: that its
 * module cannot be loaded, and in Deno each error that nobody caught. Elsewhere a worker outlives its errors.
 */
export function hearFailure(port: ThreadPort, listener: () => void): () => void {
  if (!('addEventListener' in port) || 'on' in port) return () => {}
  const own = (event: Event) => {
    if ('Deno' in globalThis || !('message' in event)) listener()
  }
  port.addEventListener('error', own)
  return () => port.removeEventListener?.('error', own)
}
