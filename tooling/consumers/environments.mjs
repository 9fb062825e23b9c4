// Where packages are tried, in the order of the table's columns.
import { bundlers } from './bundlers.mjs'
import { runtimes } from './runtimes.mjs'
import { servers } from './servers.mjs'

/**
 * @typedef {{ pack: import('./packages.mjs').Package, folder: string, steps: import('./steps.mjs').Steps }} Trial
 *   a package and the project in which it is installed
 *
 * @typedef {object} Environment
 * @property {string} name
 * @property {() => Promise<{ run(trial: Trial): Promise<string | void>, close?(): Promise<void> }>} open throws
 *   `Unavailable` where this machine has no such thing; `run` throws where the package fails, and answers the documented
 *   step that it took, if any
 */

/** @type {readonly Environment[]} */
export const environments = [...runtimes, ...servers, ...bundlers]
