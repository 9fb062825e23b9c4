import type { WorkerPool } from '@plimsoll/streaming-processor/workers'
import { startWorker, type WorkerClient } from '@plimsoll/workers'
import type { Job } from '../job.js'
import type { SweepTask, SweepValues } from '../sweep-task.js'

type SweepClient = WorkerClient<{ sweep(task: SweepTask): SweepValues }>

/** The workers of one sweep. All start at once, so that a page that holds before the first cell has them already. */
export class SweepWorkers implements WorkerPool {
  readonly #clients: SweepClient[]

  constructor(count: number) {
    this.#clients = Array.from({ length: count }, (_, index) => startWorker(openWorker, { name: `sweep ${index + 1}` }))
  }

  /** How many there are. */
  get size(): number {
    return this.#clients.length
  }

  /** Resolves when each has answered: it was asked for no cell at all. */
  async ready(job: Job): Promise<void> {
    await Promise.all(this.#clients.map(client => client.call('sweep', [{ job, start: 0, end: 0 }])))
  }

  /** Calls the worker with the least to do. */
  call(_fn: string, args: unknown[], options?: { transfer?: Transferable[]; signal?: AbortSignal }): Promise<unknown> {
    const free = this.#clients.reduce((best, client) => (client.pending < best.pending ? client : best))
    return free.call('sweep', args as [SweepTask], options)
  }

  /** Ends them all. */
  async terminate(): Promise<void> {
    await Promise.all(this.#clients.map(client => client.terminate()))
  }
}

function openWorker(): Worker {
  return new Worker(new URL('../sweep.worker.ts', import.meta.url), { type: 'module' })
}
