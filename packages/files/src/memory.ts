/**
 * Files in memory.
 *
 * @module
 */
export { type MemoryFilesOptions, memoryFiles } from './backend/memory.js'
