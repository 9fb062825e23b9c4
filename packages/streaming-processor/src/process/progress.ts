/** Where a run stands: `ready` before it was asked for anything, the last three when it has ended. */
export type RunState = 'ready' | 'running' | 'paused' | 'done' | 'failed' | 'aborted'

/** How far a run has come. */
export interface Progress {
  /** Where it stands. */
  readonly state: RunState
  /** Items whose chunks are done, those of earlier runs included where it goes on from a checkpoint. */
  readonly done: number
  /** Items of the source, where that is known. */
  readonly total: number | undefined
  /** Chunks that are done, those of earlier runs included. */
  readonly chunks: number
  /** Chunks that were given up after an error, those of earlier runs included. */
  readonly skipped: number
  /** How often a chunk was tried again. */
  readonly retries: number
  /** Items per second over the last ten seconds, or over the last chunk where that took longer. Pauses take no time. */
  readonly rate: number
  /**
   * What is left at that rate, in milliseconds; nothing before a chunk is done. Where `total` is unknown, what is left of lines and
   * records of a `Blob` or file is told by their bytes, and of other sources nothing.
   */
  readonly etaMs: number | undefined
  /** Chunks that were read and whose results were not taken yet. */
  readonly inFlight: number
  /** Their bytes, as `sizeOf` says; 0 where chunks are not weighed. */
  readonly bytesInFlight: number
  /** Milliseconds since the run began, pauses left out. */
  readonly elapsedMs: number
}

/** A chunk that was given up after an error. */
export interface SkippedChunk {
  /** The how-manieth chunk of the source, from 0. */
  readonly index: number
  /** The how-manieth item of the source it began with, from 0. */
  readonly start: number
  /** How many items it had. */
  readonly count: number
  /** What was thrown. */
  readonly reason: unknown
}

/** What had been done when a run began. */
export interface ResumedFrom {
  /** So many chunks. */
  readonly chunks: number
  /** Their items. */
  readonly items: number
}

/** What came of a run. */
export interface RunReport {
  /** `aborted` also where its reader went away. */
  readonly status: 'done' | 'failed' | 'aborted'
  /**
   * Items of chunks that were done and whose results were taken (`commit`: committed), those of earlier runs included. Those
   * in the reader's hands at a `break` are not among them: they come again.
   */
  readonly items: number
  /** These chunks. */
  readonly chunks: number
  /** How many chunks were given up after an error, those of earlier runs included. */
  readonly skipped: number
  /** The first hundred of those that this run gave up. */
  readonly skippedChunks: readonly SkippedChunk[]
  /** How often a chunk was tried again. */
  readonly retries: number
  /** How long it took, in milliseconds, pauses left out. */
  readonly elapsedMs: number
  /** The most bytes of chunks that were in flight at once; 0 where chunks are not weighed. */
  readonly peakBytesInFlight: number
  /** Where it went on from a checkpoint, what had been done until then. */
  readonly resumedFrom: ResumedFrom | undefined
  /** What it failed of, or was aborted with. JSON has no errors: log `String(error)`. */
  readonly error: unknown
}
