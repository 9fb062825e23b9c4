/**
 * W-TinyLFU with an adaptive window as a policy of `LRUCache`.
 *
 * @module
 */
export { type WTinyLfuOptions, wTinyLfu } from './policy/w-tinylfu.js'
