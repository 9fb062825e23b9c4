import { mapWorkers, type WorkerPool } from '@plimsoll/streaming-processor/workers'
import { describe, expect, it } from 'vitest'
import { calm, upTo } from './manual-pool.js'

/** A message with many calls, to be answered by the test. */
interface Batch {
  readonly items: unknown[]
  /** Answers all, and says how long each took. */
  answer(msPerItem: number): void
  /** Answers the first so many; then the worker is dead, and each of the rest had begun or not. */
  die(answered: number, begun: (at: number) => boolean | undefined): void
}

function deferred() {
  let [resolve, reject] = [(_: unknown) => {}, (_: unknown) => {}]
  const promise = new Promise<unknown>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

/** A pool that takes many calls by one message, whose workers are the test. */
class BatchPool implements WorkerPool {
  readonly size: number
  readonly batches: Batch[] = []

  constructor(size: number) {
    this.size = size
  }

  call(): never {
    expect.fail('it was called for one')
  }

  callEach(_: string, args: unknown[][], options: { onAnswers?: (count: number, ms: number) => void } = {}) {
    const calls = args.map(deferred)
    const items = args.map(([item]) => item)
    const settle = (act: () => void) => {
      this.batches.splice(this.batches.indexOf(batch), 1)
      act()
    }
    const batch: Batch = {
      items,
      answer: msPerItem =>
        settle(() => {
          options.onAnswers?.(items.length, items.length * msPerItem)
          for (const [at, call] of calls.entries()) call.resolve(`${items[at]}`)
        }),
      die: (answered, begun) =>
        settle(() => {
          for (const [at, call] of calls.entries()) {
            if (at < answered) call.resolve(`${items[at]}`)
            else call.reject(Object.assign(new Error('it exited'), { code: 'WORKER_DIED', begun: begun(at) }))
          }
        }),
    }
    this.batches.push(batch)
    return calls.map(call => call.promise)
  }

  get sizes(): number[] {
    return this.batches.map(({ items }) => items.length)
  }
}

const read = (source: Iterable<number>, pool: WorkerPool, options: { maxInFlight?: number } = {}) => {
  const results: string[] = []
  const map = mapWorkers<number, string>(source, pool, { fn: 'show', ...options })
  const end = (async () => {
    for await (const result of map) results.push(result)
    return results
  })()
  return { map, results, end }
}

describe('mapWorkers over a pool that takes many calls by one message', () => {
  it('sends one item at a time until it is known how long one takes, then twice as many each time', async () => {
    const pool = new BatchPool(1)
    const { map } = read(upTo(1000), pool)
    const sizes: number[] = []
    for (let message = 0; message < 12; message += 1) {
      await calm()
      sizes.push(pool.sizes[0] as number)
      pool.batches[0]?.answer(0.001)
    }
    expect(sizes).toEqual([1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 32])
    await map.return()
  })

  it('gives a worker no more than about two milliseconds by one message, and one to follow', async () => {
    const pool = new BatchPool(2)
    const { map } = read(upTo(1000), pool)
    await calm()
    for (let message = 0; message < 40; message += 1) {
      pool.batches[0]?.answer(0.25)
      await calm()
    }
    expect(pool.sizes).toEqual([8, 8, 8, 8])
    expect(map.inFlight).toBeLessThanOrEqual(32 + 8)
    await map.return()
  })

  it('has two heavy items in flight for each worker, and no more', async () => {
    const pool = new BatchPool(2)
    const { map } = read(upTo(1000), pool)
    await calm()
    for (let message = 0; message < 20; message += 1) {
      expect([pool.sizes, map.inFlight]).toEqual([[1, 1, 1, 1], 4])
      pool.batches[0]?.answer(50)
      await calm()
    }
    await map.return()
  })

  it('never takes more than it was allowed', async () => {
    const pool = new BatchPool(2)
    const { map, results } = read(upTo(1000), pool, { maxInFlight: 8 })
    for (let message = 0; message < 40; message += 1) {
      await calm()
      expect(map.inFlight).toBeLessThanOrEqual(8)
      expect(Math.max(...pool.sizes)).toBeLessThanOrEqual(2)
      pool.batches[0]?.answer(0.001)
    }
    expect(results.length).toBeGreaterThan(40)
    await map.return()
  })

  it('shares what is left at the end, where the source tells its length', async () => {
    const pool = new BatchPool(2)
    const { end } = read(upTo(200), pool)
    const sizes: number[] = []
    for (await calm(); pool.batches.length > 0 && sizes.length < 200; await calm()) {
      sizes.push(pool.sizes[0] as number)
      pool.batches[0]?.answer(0.01)
    }
    expect(await end).toEqual(upTo(200).map(String))
    expect(Math.max(...sizes)).toBeGreaterThan(10)
    expect(sizes.slice(-4).every(size => size <= 2)).toBe(true)
  })
})

describe('A worker that dies with many calls', () => {
  const grown = async (pool: BatchPool, count = 1000) => {
    const reading = read(upTo(count), pool)
    for (let message = 0; message < 6; message += 1) {
      await calm()
      pool.batches[0]?.answer(0.001)
    }
    await calm()
    return reading
  }

  it('is blamed on the call that it had begun last: the others are done again, and do not count', async () => {
    const pool = new BatchPool(1)
    const { map, results, end } = await grown(pool)
    const [running, ready] = pool.batches as [Batch, Batch]
    const [first, second, third, ...behind] = running.items
    // The first was answered; the second had begun and was not, the third was running; the rest had not begun.
    running.die(1, at => at <= 2)
    await calm()
    ready.die(0, () => false)
    await calm()
    expect(results).toContain(`${first}`)
    // Who may have been to blame is done alone.
    expect(pool.batches.map(({ items }) => items)).toEqual([[second]])
    pool.batches[0]?.die(0, () => true)
    await calm()
    expect(pool.batches.map(({ items }) => items)).toEqual([[third]])
    pool.batches[0]?.answer(1)
    await calm()
    expect(pool.batches.map(({ items }) => items)).toEqual([[second]])
    pool.batches[0]?.answer(1)
    await calm()
    expect(pool.batches.flatMap(({ items }) => items)).toEqual(expect.arrayContaining([behind[0]]))
    void end.catch(() => {})
    await map.return()
  })

  it('is reported with the item at which a second worker died', async () => {
    const pool = new BatchPool(1)
    const { end } = await grown(pool)
    const outcome = end.catch((error: unknown) => error)
    const [running, ready] = pool.batches as [Batch, Batch]
    const [first] = running.items
    running.die(0, at => at === 0)
    ready.die(0, () => false)
    await calm()
    expect(pool.batches.map(({ items }) => items)).toEqual([[first]])
    pool.batches[0]?.die(0, () => true)
    expect(await outcome).toMatchObject({ code: 'STREAM_WORKER_LOST', index: first })
  })

  it('finds the one to blame where nobody knows which calls had begun', async () => {
    const pool = new BatchPool(1)
    const { results, end } = await grown(pool)
    const outcome = end.catch((error: unknown) => error)
    const deadly = pool.batches[0]?.items[1] as number
    let deaths = 0
    for (let message = 0; message < 40 && deaths < 10; message += 1) {
      const [batch] = pool.batches
      if (batch?.items.includes(deadly)) {
        deaths += 1
        batch.die(0, () => undefined)
      } else batch?.answer(0.001)
      await calm()
    }
    expect(await outcome).toMatchObject({ code: 'STREAM_WORKER_LOST', index: deadly })
    expect(deaths).toBeLessThanOrEqual(3)
    expect(results).toEqual(upTo(deadly).map(String))
  })
})
