/**
 * Starts workers on the web and in Node, calls their functions with types, and replaces those that die.
 *
 * @module
 */
export type { CallEachOptions, CallOptions } from './call.js'
export { WorkersError, type WorkersErrorCode, type WorkersErrorOptions } from './errors.js'
export { expose, type WorkerFunctions } from './expose.js'
export type { NodeWorkerPort, WebWorkerPort, WorkerPort, WorkerSource } from './port.js'
export { startWorker } from './start.js'
export type { ErrorClass } from './thrown.js'
export { type TransferItem, transfer } from './transfer.js'
export type { AnyApi, StartOptions, WorkerApi, WorkerClient } from './worker-client.js'
