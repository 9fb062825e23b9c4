import { WorkersError } from './errors.js'
import { messageOf, packThrown } from './thrown.js'
import { type TransferItem, takeTransferables } from './transfer.js'
import {
  isRequest,
  type Ready,
  type Reply,
  type Request,
  readyMark,
  replyMark,
  type Unreadable,
  unreadableMark,
} from './wire.js'

/** What a worker offers: functions by name. Their arguments and results are what the structured clone can copy. */
export type WorkerFunctions = Record<string, (...args: never[]) => unknown>

/**
 * Offers functions to whoever started this worker.
 *
 * Call it before the module's first `await`: the listener stands when it returns, and messages that come earlier are
 * lost. What takes longer (opening files, compiling) goes into a promise that the functions await.
 *
 * Each call is answered when its function returns or its promise settles; calls that wait for something run beside one
 * another. What a function throws reaches the caller with its name, message, stack, code, cause and fields.
 *
 * @param functions - only its own properties can be called, no inherited ones
 * @throws {@link WorkersError} `WORKER_INVALID_FUNCTIONS` outside of a worker, when called twice, and when a member is
 * no function
 *
 * @example
 * ```ts
 * const api = { sum: (values: Float64Array) => values.reduce((total, value) => total + value, 0) }
 * export type Api = typeof api
 * expose(api)
 * ```
 */
export function expose(functions: WorkerFunctions): void {
  for (const [name, value] of Object.entries(functions)) {
    if (typeof value !== 'function') throw refusal(`"${name}" is a ${typeof value}; expose takes functions by name`)
  }
  const inside = insideOfWorker()
  if (!inside) throw refusal('this is no worker; expose belongs into the module that a worker runs')
  if (inside.taken) throw refusal('expose was called before; give it all functions at once')
  serve(functions, inside)
}

/** The worker's end of its port. */
interface Inside {
  readonly taken: boolean
  post(message: Reply | Ready | Unreadable, transfer?: readonly TransferItem[]): void
  listen(message: (data: unknown) => void, unreadable: () => void): void
  /** Takes a lock that ends with the worker, which the web tells nobody of, and answers its name. */
  lock(): Promise<string | undefined>
}

function serve(functions: WorkerFunctions, inside: Inside): void {
  // Calls wait for the lock: one that ends the worker would otherwise go unnoticed.
  let early: Request[] | undefined = []
  inside.listen(
    data => {
      if (!isRequest(data)) return
      if (early) early.push(data)
      else answer(functions, data, inside)
    },
    () => inside.post([unreadableMark]),
  )
  void inside.lock().then(lock => {
    inside.post([readyMark, lock])
    const requests = early ?? []
    early = undefined
    for (const request of requests) answer(functions, request, inside)
  })
}

function answer(functions: WorkerFunctions, [, id, name, args]: Request, inside: Inside): void {
  const fail = (thrown: unknown) => {
    try {
      inside.post([replyMark, id, packThrown(thrown), true])
    } catch {
      // What the check let through and the port does not; a call without any answer would wait for ever.
      inside.post([replyMark, id, packThrown(new Error(messageOf(thrown))), true])
    }
  }
  const succeed = (value: unknown) => {
    try {
      inside.post([replyMark, id, value], takeTransferables(value))
    } catch (cause) {
      const text = `the result of "${name}" cannot be sent: ${messageOf(cause)}; return data that structuredClone takes`
      fail(new WorkersError('WORKER_RESULT_NOT_CLONEABLE', text, { cause }))
    }
  }
  try {
    const result = named(functions, name)(...(args as never[]))
    // Answered at once where nothing is awaited: a promise would cost a turn of the queue.
    if (isThenable(result)) result.then(succeed, fail)
    else succeed(result)
  } catch (thrown) {
    fail(thrown)
  }
}

function named(functions: WorkerFunctions, name: string): (...args: never[]) => unknown {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (found) return found
  const known = Object.keys(functions).join(', ') || 'nothing'
  throw new WorkersError('WORKER_UNKNOWN_FUNCTION', `the worker has no function "${name}"; it exposes ${known}`)
}

let taken = false

function insideOfWorker(): Inside | undefined {
  // Deno and Bun have the web's `Worker`; Node has `parentPort`.
  const threads =
    typeof Worker === 'function' ? undefined : globalThis.process?.getBuiltinModule?.('node:worker_threads')
  const parent = threads?.parentPort
  if (parent) {
    return {
      taken: take(),
      post: (message, transfer) => parent.postMessage(message, transfer as never[]),
      listen: (message, unreadable) => parent.on('message', message).on('messageerror', unreadable),
      lock: () => Promise.resolve(undefined),
    }
  }
  const scope = globalThis as unknown as WebScope
  if (threads || typeof scope.postMessage !== 'function' || typeof scope.document === 'object') return undefined
  return {
    taken: take(),
    post: (message, transfer) => scope.postMessage(message, transfer ?? []),
    listen: (message, unreadable) => {
      scope.addEventListener('message', event => message((event as MessageEvent<unknown>).data))
      scope.addEventListener('messageerror', unreadable)
    },
    lock: holdLock,
  }
}

function take(): boolean {
  const before = taken
  taken = true
  return before
}

interface WebScope {
  postMessage(message: unknown, transfer: readonly TransferItem[]): void
  addEventListener(type: string, listener: (event: Event) => void): void
  document?: unknown
}

function holdLock(): Promise<string | undefined> {
  const locks = globalThis.navigator?.locks
  if (!locks) return Promise.resolve(undefined)
  const name = `plimsoll-worker-${crypto.randomUUID()}`
  return new Promise(resolve => {
    const forever = () => {
      resolve(name)
      return new Promise<never>(() => {})
    }
    // Workers of an opaque origin have the interface but may not use it.
    locks.request(name, forever).catch(() => resolve(undefined))
  })
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function refusal(message: string): WorkersError {
  return new WorkersError('WORKER_INVALID_FUNCTIONS', message)
}
