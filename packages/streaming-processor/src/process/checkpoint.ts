import { StreamError, shown } from '../errors.js'
import type { Position } from '../source/resumable.js'

/**
 * What a run has done, as a JSON value: all that the next one needs to go on.
 *
 * It says nothing of chunks behind the first one that is missing, for those are done again.
 */
export interface CheckpointState {
  /** The format. */
  readonly version: 1
  /** Which data it is about: an `id`, or what the source tells of itself. */
  readonly source: string
  /** How the source was cut. */
  readonly cut: string
  /** Chunks that are done, from the first on without a gap. */
  readonly chunks: number
  /** Their items. */
  readonly items: number
  /** Those of their items that were skipped after an error, in chunks. */
  readonly skipped: number
  /** Where the next chunk begins, in the source's own words; missing where it has none. */
  readonly position?: Position
  /** Nothing is left to do. */
  readonly finished: boolean
}

/** What a checkpoint is told when it is loaded. */
export interface CheckpointLoad {
  /** Is aborted when the run ends before it has begun: whoever waits for the checkpoint gives up. */
  readonly signal?: AbortSignal
}

/** Where a run keeps what it has done. `checkpointFile` of `./checkpoint` makes one; a row of a database is another. */
export interface Checkpoint {
  /** What messages call it by. */
  readonly name?: string
  /**
   * Takes it, so that no other run has it at the same time, and answers what was saved last; nothing where nothing was.
   * Called once, before the source is opened.
   *
   * @param options - a `signal` that ends the waiting for it
   */
  load(options: CheckpointLoad): Promise<unknown> | unknown
  /**
   * Saves. Called again when the former call is settled, each time with all that is to be kept. It may put off the writing:
   * what is lost then is done again.
   *
   * @param state - a JSON value
   */
  save(state: CheckpointState): Promise<void> | void
  /** Writes what was put off and lets the next run have it. Called once, at the end of a run whose `load` succeeded. */
  close?(): Promise<void> | void
}

/** Checks that it is a checkpoint. */
export function checkCheckpoint(checkpoint: Checkpoint | undefined): void {
  if (checkpoint === undefined) return
  if (typeof checkpoint?.load === 'function' && typeof checkpoint.save === 'function') return
  const text = `checkpoint is ${shown(checkpoint)}; give checkpointFile(files, name), or an object with load() and save(state)`
  throw new StreamError('STREAM_INVALID_OPTIONS', text)
}

/**
 * Reads what was saved, and holds it against the run that is to go on.
 *
 * @returns nothing where nothing was saved
 * @throws {@link StreamError} `STREAM_CHECKPOINT_DAMAGED`, `STREAM_CHECKPOINT_MISMATCH`
 */
export function readState(
  name: string,
  saved: unknown,
  { source, cut }: Pick<CheckpointState, 'source' | 'cut'>,
): CheckpointState | undefined {
  if (saved === undefined || saved === null) return undefined
  const cure = 'clear it to begin anew, or use another name'
  if (typeof saved !== 'object' || !('version' in saved)) throw damaged(name, shown(saved))
  const state = saved as CheckpointState
  if (state.version !== 1) {
    const text = `checkpoint "${name}" has format ${shown(state.version)}; this version of the package reads 1`
    throw new StreamError('STREAM_CHECKPOINT_MISMATCH', `${text}: update the package, ${cure}`)
  }
  if (!isCount(state.chunks) || !isCount(state.items) || !isCount(state.skipped)) throw damaged(name, 'no counts')
  if (typeof state.source !== 'string' || typeof state.cut !== 'string' || typeof state.finished !== 'boolean') {
    throw damaged(name, 'not all of its members')
  }
  if (state.source !== source) {
    const text = `checkpoint "${name}" is of another source: of ${state.source}, and this is ${source}`
    throw new StreamError(
      'STREAM_CHECKPOINT_MISMATCH',
      `${text}; give the same source, name data that changes by an id, ${cure}`,
    )
  }
  if (state.cut !== cut) {
    const text = `checkpoint "${name}" is of chunks of ${state.cut}, and these are of ${cut}`
    throw new StreamError('STREAM_CHECKPOINT_MISMATCH', `${text}; cut as before, ${cure}`)
  }
  return state
}

function damaged(name: string, found: string): StreamError {
  const text = `checkpoint "${name}" holds ${found} in place of what a run has done`
  return new StreamError('STREAM_CHECKPOINT_DAMAGED', `${text}; clear it to begin anew, or use another name`)
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
