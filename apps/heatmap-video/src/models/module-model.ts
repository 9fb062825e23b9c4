import { ModuleError } from '../errors.js'
import { coordinateAxes, coordinates } from './expression-model.js'
import type { Model, Simulate } from './model.js'

const longestAddress = 100_000

/** A module of the user's, loaded where it runs: in the worker. */
export const moduleModel: Model = {
  id: 'module',
  version: 1,
  title: 'Your own module',
  summary:
    'An ECMAScript module that exports simulate({ x, y, t }), and gets z too where frames are volumes. It runs in workers, with the rights of this page: load what you trust.',
  output: { label: 'Value', unit: '', invalid: 'no finite value' },
  parameters: coordinates,
  axes: coordinateAxes,
  source: {
    label: 'Address of the module',
    example: './ripple.js',
    hint: 'An address on this site, or on another that allows it (CORS). The module: export function simulate({ x, y, t }) { return … }',
    check(text) {
      if (text.trim() === '') throw new RangeError('the address of the module is empty; give one such as ./model.js')
      if (text.length > longestAddress)
        throw new RangeError(`the address has ${text.length} characters; ${longestAddress} are allowed`)
    },
    prepare: loadModule,
  },
}

/**
 * Loads a module and answers what computes a cell.
 *
 * @throws `ModuleError` `MODULE_NOT_FOUND`, `MODULE_NO_EXPORT`
 */
async function loadModule(text: string, names: readonly string[], base?: string): Promise<Simulate> {
  let address = text.trim()
  let loaded: { simulate?: unknown }
  try {
    if (base !== undefined) address = new URL(address, base).href
    loaded = await import(/* @vite-ignore */ address)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ModuleError('MODULE_NOT_FOUND', `the module ${shortened(address)} could not be loaded: ${reason}`, {
      cause,
    })
  }
  const { simulate } = loaded
  if (typeof simulate !== 'function')
    throw new ModuleError(
      'MODULE_NO_EXPORT',
      `the module ${shortened(address)} exports ${Object.keys(loaded).join(', ') || 'nothing'}; it has to export a function named simulate`,
    )
  // One object for all cells: the module must not keep it.
  const given: Record<string, number> = {}
  return p => {
    for (let at = 0; at < names.length; at++) given[names[at] as string] = p[at] as number
    const value: unknown = simulate(given)
    if (typeof value !== 'number') throw new TypeError(`simulate answered ${typeof value}; it has to answer a number`)
    return value
  }
}

function shortened(address: string): string {
  return address.length > 120 ? `${address.slice(0, 119)}…` : address
}
