/**
 * Random-access files with one interface: Node's file system, the origin private file system of browsers, memory.
 *
 * @module index
 */
export { crc32 } from './checksum.js'
export { FilesError, type FilesErrorCode, type FilesErrorOptions } from './errors.js'
export type { FileBackend, FileEntry, Files, OpenOptions, StorageEstimate } from './file-backend.js'
export type { FileLock, LockOptions } from './lock.js'
export { platformFiles } from './platform-files.browser.js'
export type { PlatformFilesOptions } from './platform-files.js'
export type { RandomAccessFile } from './random-access-file.js'
