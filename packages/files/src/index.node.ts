/**
 * Random-access files with one interface: Node's file system, the origin private file system of browsers, IndexedDB,
 * memory. On top of them a log of records and a manifest that outlast a crash.
 *
 * @module index
 */
export { crc32 } from './checksum.js'
export { FilesError, type FilesErrorCode, type FilesErrorOptions } from './errors.js'
export type { FileBackend, FileEntry, Files, OpenOptions, StorageEstimate } from './file-backend.js'
export type { FileLock, LockOptions } from './lock.js'
export type { LogPart, LogPayload } from './log/append-queue.js'
export type { LogRecord } from './log/record-format.js'
export { type AppendOptions, RecordLog, type RecordLogOptions } from './log/record-log.js'
export type { DroppedBytes, LogRecovery } from './log/scan.js'
export { Manifest, type ManifestOptions, type ManifestRecovery } from './manifest/manifest.js'
export type { PlatformFilesOptions } from './platform-files.js'
export { platformFiles } from './platform-files.node.js'
export type { PlacedBytes, RandomAccessFile } from './random-access-file.js'
