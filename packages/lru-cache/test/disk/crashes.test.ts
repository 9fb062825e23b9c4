import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DiskTier } from '../../src/disk.js'
import { FaultyDisk } from './faulty-disk.js'
import { runsOr } from './runs.js'

const key = fc.nat(12)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), key, bytes: fc.nat(1500) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('turn' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
)
const life = fc.record({
  steps: fc.array(step, { maxLength: 40, size: 'max' }),
  calls: fc.nat(40),
  kind: fc.constantFrom('kill' as const, 'power cut' as const),
  seed: fc.integer(),
})

// fast-check prefers the ends of a range, which would lose all or nothing ("mulberry32", after Tommy Ettinger).
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const textOf = (number: number, bytes: number) => `${number} ${'x'.repeat(bytes)}`

/**
 * What a key may be found with after a crash: what it was at the last flush, or at any time since. A value that was put since may
 * be found damaged after a power cut, and is absent then.
 */
class PromisedStates {
  readonly #states = new Map<number, (string | undefined)[]>()

  after(kind: string, asked: number): readonly (string | undefined)[] {
    const states = this.now(asked)
    return kind === 'power cut' && states.length > 1 ? [...states, undefined] : states
  }

  now(asked: number): readonly (string | undefined)[] {
    return this.#states.get(asked) ?? [undefined]
  }

  note(asked: number, state: string | undefined): void {
    this.#states.set(asked, [...this.now(asked), state])
  }

  flushed(): void {
    for (const [asked, states] of this.#states) this.#states.set(asked, states.slice(-1))
  }

  found(asked: number, state: string | undefined): void {
    this.#states.set(asked, [state])
  }
}

describe('a disk tier whose machine goes down between any two calls, or in one', () => {
  const explore = (maxDiskBytes: number, mayForget: boolean) =>
    fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 5 }), async lives => {
        let disk = new FaultyDisk()
        let number = 0
        let last = 'kill'
        let hadPower = true
        const promised = new PromisedStates()
        for (const { steps, calls, kind, seed } of lives) {
          const open = () => DiskTier.open<number, string>({ backend: disk.files, maxDiskBytes })
          const tier = await open()
          for (let asked = 0; asked <= 12; asked++) {
            const found = (await tier.get(asked))?.value
            if (!(mayForget && found === undefined)) expect(promised.after(last, asked)).toContain(found)
            promised.found(asked, found)
          }
          expect(tier.stats().damaged === 0 || !hadPower).toBe(true)
          await tier.flush()
          disk.callsLeft = calls + 1
          for (const { do: what, ...given } of steps) {
            const asked = 'key' in given ? given.key : 0
            if (what === 'put') {
              const value = textOf(++number, 'bytes' in given ? given.bytes : 0)
              tier.put(asked, value)
              promised.note(asked, value)
            } else if (what === 'delete') {
              tier.delete(asked)
              promised.note(asked, undefined)
            } else if (what === 'clear') {
              tier.clear()
              for (let each = 0; each <= 12; each++) promised.note(each, undefined)
            } else if (what === 'turn') await new Promise(resolve => setTimeout(resolve))
            else {
              const isWritten = await tier.flush().then(
                () => true,
                () => false,
              )
              if (isWritten) promised.flushed()
            }
            if (disk.callsLeft === 0) break
          }
          expect(disk.largestBytes).toBeLessThanOrEqual(maxDiskBytes)
          last = kind
          hadPower &&= kind === 'kill'
          disk = disk.crash({ kind, chance: dice(seed) })
        }
      }),
      { numRuns: runsOr(50) },
    )

  it('is opened with what was flushed, and nothing that was deleted before a flush', () => explore(2 ** 20, false))

  it('finds nothing that was deleted before a flush, where the oldest had to go for the newest, too', () =>
    explore(2 ** 16, true))
})
