/**
 * Keeps what a run has done in a file, so that a killed one goes on where it was.
 *
 * @module
 */
export { StreamError, type StreamErrorCode, type StreamErrorOptions } from './errors.js'
export type { Checkpoint, CheckpointLoad, CheckpointState } from './process/checkpoint.js'
export { type CheckpointFile, type CheckpointFileOptions, checkpointFile } from './process/checkpoint-file.js'
