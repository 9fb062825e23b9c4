/**
 * S3-FIFO as a policy of `LRUCache`.
 *
 * @module
 */
export { type S3FifoOptions, s3fifo } from './policy/s3-fifo.js'
