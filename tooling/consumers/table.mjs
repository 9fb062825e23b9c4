// What the check found, as one table, and below it whatever a cell has no room for.

import { stripVTControlCharacters } from 'node:util'

/**
 * @typedef {object} Result
 * @property {string} pack
 * @property {string} environment
 * @property {'ok' | 'step' | 'failed' | 'skipped'} outcome
 * @property {string} [why] the documented step, or the reason
 */

const cells = { ok: 'ok', step: 'ok, step', failed: 'FAILED', skipped: 'skipped' }

/**
 * @param {readonly Result[]} results
 * @returns {string}
 */
export function tableOf(results) {
  const packs = [...new Set(results.map(({ pack }) => pack))]
  const environments = [...new Set(results.map(({ environment }) => environment))]
  const cell = (pack, environment) =>
    cells[results.find(result => result.pack === pack && result.environment === environment)?.outcome] ?? ''
  const rows = [
    ['', ...environments],
    ...packs.map(pack => [pack, ...environments.map(environment => cell(pack, environment))]),
  ]
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)))
  return rows
    .map(row =>
      row
        .map((text, column) => text.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/**
 * Names steps and skipped environments once each, and every failure with all that it said.
 *
 * @param {readonly Result[]} results
 * @returns {string}
 */
export function notesOf(results) {
  const of = outcome => results.filter(result => result.outcome === outcome)
  const skipped = new Map(of('skipped').map(({ environment, why }) => [environment, why]))
  return [
    ...of('step').map(({ pack, environment, why }) => `step: ${pack} in ${environment}: ${why}`),
    ...[...skipped].map(([environment, why]) => `skipped: ${environment}: ${why}`),
    ...of('failed').map(
      ({ pack, environment, why }) =>
        `\nFAILED: ${pack} in ${environment}\n  npm run check:consumers -- --only ${environment} --only ${pack}\n${stripVTControlCharacters(why).replace(/^/gm, '  | ')}`,
    ),
  ].join('\n')
}
