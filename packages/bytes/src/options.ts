import { BytesError } from './errors.js'

/** Refuses what is no object of options, and options that do not exist. */
export function checkOptions(options: unknown, allowed: readonly string[]): asserts options is object {
  const names = allowed.join(', ')
  if (typeof options !== 'object' || options === null)
    throw new BytesError(
      'BYTES_INVALID_OPTIONS',
      `options is ${options === null ? 'null' : `a ${typeof options}`}; give { ${names} }, or leave it out`,
    )
  for (const name of Object.keys(options))
    if (!allowed.includes(name))
      throw new BytesError('BYTES_INVALID_OPTIONS', `there is no option "${name.slice(0, 40)}"; there are ${names}`)
}
