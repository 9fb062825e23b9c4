import { FilesError } from '@plimsoll/files'
import { startWorker, type WorkerClient, type WorkerPort, type WorkersError } from '@plimsoll/workers'
import { bytesIn } from '../dtype.js'
import { FrameStorageError } from '../errors.js'
import type { Grid } from '../frame.js'
import { FrameTable } from '../record/frame-table.js'
import type { Recovery } from '../record/recover.js'
import { cellsOf, type SessionHeader } from '../session/session-header.js'
import { startFrameWorker } from '../start-worker.js'
import type { EngineApi, OpenedSession } from './engine-api.js'
import { type FrameAccess, loadBytes, partBytes } from './frame-access.js'
import type { LoadedCells, LoadedFrame } from './frame-reader.js'
import type { Region } from './selection.js'
import type { ReadPlan, SessionPlan } from './session-plan.js'
import { SpareBuffer } from './spare-buffer.js'

/** A session in a worker of its own, whose table is kept here too, so that questions about it need no answer from there. */
export class RemoteAccess implements FrameAccess {
  readonly header: SessionHeader
  readonly table: FrameTable
  readonly recovery: Recovery
  readonly #client: WorkerClient<EngineApi>
  // Travels to the worker with a copy, and back with the answer.
  readonly #spare: SpareBuffer

  private constructor(client: WorkerClient<EngineApi>, { header, recovery, table }: OpenedSession) {
    this.#client = client
    this.header = header
    this.recovery = recovery
    this.#spare = new SpareBuffer(header)
    this.table = FrameTable.from(cellsOf(header), header.dtype, table)
  }

  static open(directory: string, plan: SessionPlan, worker?: () => WorkerPort): Promise<RemoteAccess> {
    return RemoteAccess.#start(worker, client => client.call('open', [directory, plan]))
  }

  static read(directory: string, plan: ReadPlan, worker?: () => WorkerPort): Promise<RemoteAccess> {
    return RemoteAccess.#start(worker, client => client.call('read', [directory, plan]))
  }

  static async #start(
    worker: (() => WorkerPort) | undefined,
    open: (client: WorkerClient<EngineApi>) => Promise<OpenedSession>,
  ): Promise<RemoteAccess> {
    const errors = [FrameStorageError, FilesError]
    const client = startWorker<EngineApi>(worker ?? startFrameWorker, { name: 'plimsoll-frame-storage', errors })
    try {
      return new RemoteAccess(client, await open(client))
    } catch (error) {
      await client.terminate()
      throw error
    }
  }

  /** The worker's own table, and a buffer for the next copy. */
  get restBytes(): number {
    return this.table.bytes + this.#spare.bytes
  }

  async store(index: number, t: number, grid: Grid, moved: boolean): Promise<void> {
    const sent = moved ? grid : this.#copyOf(grid)
    const { entry, back } = await this.#answer(
      this.#client.call('store', [index, t, sent, !moved], {
        transfer: [sent.buffer as ArrayBuffer],
      }),
    )
    if (back) this.#spare.giveBack(back)
    this.table.put(entry)
  }

  async load(index: number, into: Grid | undefined): Promise<LoadedFrame | undefined> {
    if (!into) return this.#known(index, () => this.#answer(this.#client.call('load', [index])))
    const room = this.#spare.take()
    const loading = () =>
      this.#answer(this.#client.call('load', [index, room], { transfer: [room.buffer as ArrayBuffer] }))
    const frame = await this.#known(index, loading)
    if (!frame) return undefined
    bytesIn(into).set(bytesIn(frame.grid))
    this.#spare.giveBack(frame.grid)
    return { t: frame.t, grid: into }
  }

  // The worker's grid travels here, also where it is copied into the caller's.
  loadBytes(index: number): number {
    return loadBytes(this, index)
  }

  partBytes(index: number, region: Region): number {
    return partBytes(this, index, region)
  }

  async refresh(): Promise<number> {
    const found = await this.#answer(this.#client.call('refresh', []))
    this.table.update(found)
    return found.entries.length
  }

  loadPart(index: number, region: Region): Promise<LoadedFrame | undefined> {
    return this.#known(index, () => this.#answer(this.#client.call('loadPart', [index, region])))
  }

  async loadCell(indices: readonly number[], region: Region): Promise<LoadedCells> {
    try {
      return await this.#answer(this.#client.call('loadCell', [indices, region]))
    } catch (error) {
      // One of them is missing from now on: asked one by one, it turns out which.
      if (isDamage(error)) for (const index of indices) await this.loadPart(index, region).catch(() => {})
      throw error
    }
  }

  async check(): Promise<void> {
    await this.#answer(this.#client.call('check', []))
  }

  async flush(): Promise<void> {
    await this.#answer(this.#client.call('flush', []))
  }

  async close(): Promise<void> {
    this.#spare.close()
    try {
      await this.#answer(this.#client.call('close', []))
    } finally {
      await this.#client.terminate()
    }
  }

  // A worker that ends takes the session with it.
  async #answer<T>(asking: Promise<T>): Promise<T> {
    try {
      return await asking
    } catch (cause) {
      const { code } = cause as WorkersError
      if (code !== 'WORKER_DIED' && code !== 'WORKER_TERMINATED') throw cause
      const message = `the worker that had session "${this.header.session}" open has ended; open the session again`
      throw new FrameStorageError('FRAMES_CLOSED', message, { cause })
    }
  }

  async #known<T>(index: number, ask: () => Promise<T | undefined>): Promise<T | undefined> {
    const offset = this.table.place(index)?.offset
    const answer = await ask().catch((error: unknown) => {
      if (isDamage(error)) this.#forget(index, offset)
      throw error
    })
    if (!answer) this.#forget(index, offset)
    return answer
  }

  // As the worker has, which may have put another in its place since.
  #forget(index: number, offset: number | undefined): void {
    if (offset !== undefined) this.table.drop(index, offset)
  }

  dropSpare(): number {
    return this.#spare.drop()
  }

  #copyOf(grid: Grid): Grid {
    const copy = this.#spare.take()
    bytesIn(copy).set(bytesIn(grid))
    return copy
  }
}

function isDamage(error: unknown): boolean {
  return (error as FrameStorageError).code === 'FRAMES_DAMAGED'
}
