import {
  type MapWorkersOptions,
  mapWorkers,
  type WorkerMap,
  type WorkerPool,
} from '@plimsoll/streaming-processor/workers'

/** A call that waits to be answered by the test. */
export interface ManualCall {
  readonly fn: string
  readonly args: unknown[]
  readonly transfer: Transferable[]
  readonly signal: AbortSignal | undefined
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** A pool whose workers are the test. */
export class ManualPool implements WorkerPool {
  readonly calls: ManualCall[] = []
  readonly size: number
  /** Calls in all. */
  made = 0

  constructor(size: number) {
    this.size = size
  }

  call(
    fn: string,
    args: unknown[],
    options: { transfer?: Transferable[]; signal?: AbortSignal } = {},
  ): Promise<unknown> {
    this.made += 1
    return new Promise((resolve, reject) => {
      const settle = (how: (value: unknown) => void) => (value: unknown) => {
        this.calls.splice(this.calls.indexOf(call), 1)
        how(value)
      }
      const call: ManualCall = {
        fn,
        args,
        transfer: options.transfer ?? [],
        signal: options.signal,
        resolve: settle(resolve),
        reject: settle(reject),
      }
      this.calls.push(call)
    })
  }
}

/** What a pool says of a call whose worker died. */
export function workerDied(): Error {
  return Object.assign(new Error('the worker exited'), { name: 'WorkersError', code: 'WORKER_DIED' })
}

/** Lets everything happen that is about to, without a clock. */
export async function calm(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
}

/** Maps numbers over a pool of the test, to texts. */
export function map(
  source: unknown,
  pool: WorkerPool,
  options: Partial<MapWorkersOptions<number>> = {},
): WorkerMap<string> {
  return mapWorkers(source as Iterable<number>, pool, { fn: 'show', ...options })
}

/** The numbers below `count`. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, item) => item)
}
