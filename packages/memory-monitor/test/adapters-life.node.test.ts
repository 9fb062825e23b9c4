import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { MemoryConsumer } from '@plimsoll/bytes'
import { beforeAll, describe, expect, it } from 'vitest'
import { adapt } from '../src/adapters/adapt.js'
import { mapConsumer } from '../src/adapters/map.js'
import { setConsumer } from '../src/adapters/set.js'

let gc: () => void
beforeAll(() => {
  setFlagsFromString('--expose-gc')
  gc = runInNewContext('gc')
})

// A WeakRef keeps its target until the job that made or asked it is over.
async function collect(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
  gc()
}

async function collected(gone: WeakRef<object>): Promise<boolean> {
  for (let times = 0; times < 100 && gone.deref(); times++) await collect()
  return gone.deref() === undefined
}

const makers: Record<string, (holder: Map<number, number> & Set<number>) => MemoryConsumer> = {
  mapConsumer: holder => mapConsumer('held', holder),
  setConsumer: holder => setConsumer('held', holder),
  adapt: holder =>
    adapt(holder, {
      name: 'held',
      memoryUsage: () => ({ heapBytes: holder.size, externalBytes: 0, entries: holder.size }),
      reclaim: () => holder.size,
    }),
}

describe.each(Object.entries(makers))('the consumer of %s', (name, make) => {
  const holder = () => (name === 'setConsumer' ? new Set([1]) : new Map([[1, 1]])) as Parameters<typeof make>[0]

  it('lives as long as its holder, though nobody else keeps it', async () => {
    const kept = holder()
    const consumer = new WeakRef(make(kept))
    for (let times = 0; times < 3; times++) await collect()
    expect(consumer.deref()?.memoryUsage().entries).toBe(1)
    expect(kept.size).toBe(1)
  })

  it('is collected with its holder', async () => {
    const consumer = (() => new WeakRef(make(holder())))()
    expect(await collected(consumer)).toBe(true)
  })
})

describe('a consumer that is asked now and then', () => {
  it('keeps nothing alive that its Map has deleted', async () => {
    const map = new Map<number, object>(Array.from({ length: 5000 }, (_, i) => [i, { i }]))
    const consumer = mapConsumer('entries', map)
    consumer.memoryUsage()
    consumer.reclaim(1000)
    const gone = new WeakRef(map.get(4000) as object)
    map.clear()
    for (let i = 0; i < 10_000; i++) map.set(i, {})
    expect(await collected(gone)).toBe(true)
  })
})
