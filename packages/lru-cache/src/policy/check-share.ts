import { LRUCacheError } from '../errors.js'

/** Answers the one option that a policy has, a share above 0 and below 1, or its default; refuses all else. */
export function checkShare(policy: string, options: object, name: string, otherwise: number): number {
  for (const given of Object.keys(options))
    if (given !== name)
      throw new LRUCacheError('LRU_INVALID_OPTIONS', `${policy} has no option ${given}; it has ${name}, from 0 to 1`)
  const { [name]: share = otherwise } = options as Readonly<Record<string, unknown>>
  if (typeof share === 'number' && share > 0 && share < 1) return share
  throw new LRUCacheError(
    'LRU_INVALID_OPTIONS',
    `${name} is ${String(share)}; give ${policy} a part of the cache, above 0 and below 1, or leave it out for ${otherwise}`,
  )
}
