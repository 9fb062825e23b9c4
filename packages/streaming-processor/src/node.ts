/**
 * Files and streams of Node, Bun and Deno: sources by their path, and any source as a `Readable`.
 *
 * @module
 */
export { type NodeReadable, type ReadableOptions, readable } from './adapters/node-readable.js'
export { StreamError, type StreamErrorCode, type StreamErrorOptions } from './errors.js'
export type { ByteRange } from './source/byte-range.js'
export { type FileSource, fileSource } from './source/node-file.js'
export type { ByteChunk } from './source/read-chunks.js'
export type { OpenableFile, OpenedFile, ReadableFile } from './source/read-file.js'
export type { Source } from './source/source.js'
