// What counts stands on tables of V8 that are made when they are loaded: in a file of its own, which bundlers leave out whole
// for who only reads and writes sizes.
export { collectionBytes } from './collection-bytes.js'
export { type ExplainedPath, type ExplainOptions, Explanation, explain } from './explain.js'
export { type Measured, type MeasureOptions, measure } from './measure.js'
export { Seen } from './seen.js'
export { sizeOf } from './size-of.js'
