/**
 * Files of Node's file system.
 *
 * @module
 */
export { type NodeFilesOptions, nodeFiles } from './backend/node.js'
