/**
 * Files of the browser's origin private file system.
 *
 * @module
 */
export { hasSyncHandles, isOpfsFiles, type OpfsFilesOptions, opfsFiles } from './backend/opfs.js'
