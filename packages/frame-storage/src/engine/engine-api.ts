import type { FileBackend } from '@plimsoll/files'
import { transfer } from '@plimsoll/workers'
import { FrameStorageError } from '../errors.js'
import type { Grid } from '../frame.js'
import type { FrameTableState } from '../record/frame-table.js'
import type { FrameEntry } from '../record/record.js'
import type { FoundFrames, Recovery } from '../record/recover.js'
import type { SessionHeader } from '../session/session-header.js'
import { FrameEngine } from './engine.js'
import type { LoadedCells, LoadedFrame } from './frame-reader.js'
import type { Region } from './selection.js'
import type { ReadPlan, SessionPlan } from './session-plan.js'

/** A session as its worker found it. */
export interface OpenedSession {
  readonly header: SessionHeader
  readonly recovery: Recovery
  readonly table: FrameTableState
}

/** What became of a frame. */
export interface StoredEntry {
  readonly entry: FrameEntry
  /** The grid, where it was lent: its memory is used again. */
  readonly back?: Grid
}

/** What the worker of this package can be asked for. */
export type EngineApi = ReturnType<typeof engineApi>

/** The functions of the worker, which has one session open. */
export function engineApi(files: (directory: string) => FileBackend) {
  let engine: FrameEngine | undefined
  const opened = (): FrameEngine => {
    if (engine) return engine
    throw new FrameStorageError(
      'FRAMES_CLOSED',
      'the worker that had the session open has ended; open the session again',
    )
  }
  return {
    async open(directory: string, plan: SessionPlan): Promise<OpenedSession> {
      engine = await FrameEngine.open(files(directory), plan)
      return described(engine)
    },
    async read(directory: string, plan: ReadPlan): Promise<OpenedSession> {
      engine = await FrameEngine.read(files(directory), plan)
      return described(engine)
    },
    async refresh(): Promise<FoundFrames> {
      return opened().refresh()
    },
    async store(index: number, t: number, grid: Grid, isLent: boolean): Promise<StoredEntry> {
      const entry = await opened().store(index, t, grid)
      const sample = entry.sample.buffer as ArrayBuffer
      if (!isLent) return transfer({ entry }, [sample])
      return transfer({ entry, back: grid }, [sample, grid.buffer as ArrayBuffer])
    },
    async load(index: number, into?: Grid): Promise<LoadedFrame | undefined> {
      const frame = await opened().load(index, into)
      return frame && transfer(frame, [frame.grid.buffer as ArrayBuffer])
    },
    async loadPart(index: number, region: Region): Promise<LoadedFrame | undefined> {
      const part = await opened().loadPart(index, region)
      return part && transfer(part, [part.grid.buffer as ArrayBuffer])
    },
    async loadCell(indices: readonly number[], region: Region): Promise<LoadedCells> {
      return opened().loadCell(indices, region)
    },
    async check(): Promise<void> {
      opened()
    },
    async flush(): Promise<void> {
      await opened().flush()
    },
    async close(): Promise<void> {
      await engine?.close()
    },
  }
}

function described({ header, recovery, table }: FrameEngine): OpenedSession {
  return { header, recovery, table: table.state() }
}
