import { describe, expect, it } from 'vitest'
import { LRUCache } from '../../src/index.js'

// Whatever the hash is seeded with, the change of the topmost bit in one block of four units is undone by that in the next: `count`
// texts of one hash, of which a table that walks through them needs hours.
const bits = 16
const count = 2 ** bits
const crafted = (n: number) => {
  let text = ''
  for (let bit = 0; bit < bits; bit++) text += (n >> bit) & 1 ? 'a\u8061aaa\u8060aa' : 'aaaaaaaa'
  return text
}

describe('texts that were made to have one hash', () => {
  it('are held, found, and let go like any others', () => {
    const cache = new LRUCache<string, number>({ max: count / 2 })
    for (let n = 0; n < count; n++) cache.set(crafted(n), n)
    const wrong: number[] = []
    for (let n = 0; n < count; n++) if (cache.get(crafted(n)) !== (n < count / 2 ? undefined : n)) wrong.push(n)
    expect(wrong).toEqual([])
    for (let n = count / 2; n < count; n += 2) cache.delete(crafted(n))
    expect(cache.size).toBe(count / 4)
    for (let n = count / 2; n < count; n++) if (cache.has(crafted(n)) !== (n % 2 === 1)) wrong.push(n)
    expect(wrong).toEqual([])
    cache.clear()
    expect([...cache.keys()]).toEqual([])
    cache.set('a', 1)
    expect(cache.get('a')).toBe(1)
  })
})
