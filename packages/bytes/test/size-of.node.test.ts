import { execFileSync } from 'node:child_process'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { sizeOf } from '../src/index.js'

describe('sizeOf in Node', () => {
  it('runs no trap of a proxy', () => {
    const traps: string[] = []
    const trap = new Proxy({}, { get: (_, name: string) => () => traps.push(name) })
    expect(sizeOf([new Proxy({ a: 1 }, trap), new Proxy(() => 1, trap)])).toBeGreaterThan(0)
    expect(traps).toEqual([])
  })

  it('knows the kinds of another realm', () => {
    const make = 'new Map(Array.from({ length: 100 }, (_, at) => [at, at]))'
    expect(sizeOf(runInNewContext(make))).toBe(sizeOf(new Map(Array.from({ length: 100 }, (_, at) => [at, at]))))
    expect(sizeOf(runInNewContext('({ a: 1, b: 2 })'))).toBe(sizeOf({ a: 1, b: 2 }))
  })

  it('counts its share of the common block for a small Buffer', () => {
    expect(sizeOf(Buffer.from('x'.repeat(100)))).toBeLessThan(400)
    expect(sizeOf(Buffer.alloc(10_000))).toBeGreaterThan(10_000)
  })

  // The claim against the truth: what comes back when the values go. All kinds are held so in bench/accuracy.
  // The text of each function makes the values in the child process.
  it.each<[string, number, (i: number) => unknown]>([
    ['records', 40_000, i => JSON.parse(`{"id":${i},"score":${i + 0.25},"name":"the name of ${i}","list":[2.5,null]}`)],
    ['maps', 4000, i => new Map(Array.from({ length: 70 }, (_, at) => [at, { at, i: i & 7 }]))],
    ['typed arrays', 5000, () => ({ large: new Float64Array(500), small: new Uint8Array(16) })],
    [
      'trees',
      10_000,
      () => {
        const grow = (depth: number): unknown => (depth ? { left: grow(depth - 1), right: grow(depth - 1) } : null)
        return grow(6)
      },
    ],
  ])('claims what is given back for %s, within 5 percent', (_, copies, make) => {
    const script = `
      const make = ${make}, copies = ${copies}, hold = new Array(copies).fill(null)
      const used = () => { gc(); gc(); const { heapUsed, external } = process.memoryUsage(); return heapUsed + external }
      const fill = () => { for (let i = 0; i < copies; i++) hold[i] = make(i + 100_000) }
      fill(); hold.fill(null); fill()
      const full = used(); hold.fill(null)
      console.log((full - used()) / copies)`
    const measured = Number(
      execFileSync(process.execPath, ['--expose-gc', '-e', script], { env: { ...process.env, NODE_OPTIONS: '' } }),
    )
    const claimed = sizeOf(make(100_000))
    expect(Math.abs(claimed - measured) / measured).toBeLessThan(0.05)
  })
})
