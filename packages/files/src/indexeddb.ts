/**
 * Files of the browser's IndexedDB.
 *
 * @module
 */
export { type IndexedDbFilesOptions, indexedDbFiles } from './backend/indexeddb.js'
