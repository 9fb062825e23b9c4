import { Desk, type Outlet } from './desk.js'
import { WorkersError } from './errors.js'
import type { TransferItem } from './transfer.js'
import { isRequest, type Request, type Requests, readyMark, unreadableMark } from './wire.js'

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
interface Inside extends Outlet {
  readonly taken: boolean
  /** Where the module lies that the worker runs. */
  readonly address: string | undefined
  listen(message: (data: unknown) => void, unreadable: () => void): void
  /** Takes a lock that ends with the worker, which the web tells nobody of, and answers its name. */
  lock(): Promise<string | undefined>
}

function serve(functions: WorkerFunctions, inside: Inside): void {
  const desk = new Desk(functions, inside)
  // Calls wait for the lock: one that ends the worker would otherwise go unnoticed.
  let early: (Request | Requests)[] | undefined = []
  inside.listen(
    data => {
      if (!isRequest(data)) return
      if (early) early.push(data)
      else desk.answer(data)
    },
    () => inside.post([unreadableMark]),
  )
  void inside.lock().then(lock => {
    inside.post([readyMark, lock, inside.address])
    const requests = early ?? []
    early = undefined
    for (const request of requests) desk.answer(request)
  })
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
      address: globalThis.process.argv[1],
      post: (message, transfer) => parent.postMessage(message, transfer as never[]),
      listen: (message, unreadable) => parent.on('message', message).on('messageerror', unreadable),
      beforeExit: task => globalThis.process.on('exit', task),
      lock: () => Promise.resolve(undefined),
    }
  }
  const scope = globalThis as unknown as WebScope
  if (threads || typeof scope.postMessage !== 'function' || typeof scope.document === 'object') return undefined
  return {
    taken: take(),
    address: scope.location?.href,
    post: (message, transfer) => scope.postMessage(message, transfer ?? []),
    listen: (message, unreadable) => {
      scope.addEventListener('message', event => message((event as MessageEvent<unknown>).data))
      scope.addEventListener('messageerror', unreadable)
    },
    lock: holdLock,
    // A worker of the web that closes itself still ends what it is in.
    beforeExit: () => {},
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
  readonly location?: { readonly href: string }
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

function refusal(message: string): WorkersError {
  return new WorkersError('WORKER_INVALID_FUNCTIONS', message)
}
