/**
 * Files of the browser's origin private file system.
 *
 * @module
 */
export { hasSyncHandles, type OpfsFilesOptions, opfsFiles } from './backend/opfs.js'
