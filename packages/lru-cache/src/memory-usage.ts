import type { MemoryUsage } from '@plimsoll/bytes'
import { heldValue } from './background-fetch.js'
import { weightOf } from './payload.js'
import type { Store } from './store.js'

const samples = 512

/** Answers what a cache holds: counted where bytes are counted, else estimated from a sample of its entries. `O(1)`. */
export function memoryUsage<K extends {}, V extends {}, FC>(store: Store<K, V, FC>): MemoryUsage {
  const { table, payload } = store
  const entries = table.size
  const { bytes, externalBytes } =
    payload === undefined ? sampled(store) : { bytes: payload.total, externalBytes: payload.externalTotal }
  return {
    heapBytes: bytes - externalBytes + table.heapBytes + store.tierHeapBytes,
    externalBytes: externalBytes + table.externalBytes + store.columnBytes + (store.tierBytes - store.tierHeapBytes),
    entries,
  }
}

function sampled<K extends {}, V extends {}, FC>(store: Store<K, V, FC>): { bytes: number; externalBytes: number } {
  const { table, order } = store
  const { size } = table
  let [bytes, externalBytes, looked] = [0, 0, 0]
  const look = (entry: number) => {
    const weight = weightOf(table.keyAt(entry), heldValue(table.valueAt(entry)))
    bytes += weight.bytes
    externalBytes += weight.externalBytes
    looked++
  }
  if (size > samples) for (const entry of spread(table.capacity)) if (table.valueAt(entry) !== undefined) look(entry)
  // Few are there, or far apart.
  if (looked < samples / 8)
    for (let entry = order.first(); entry !== -1 && looked < samples; entry = order.after(entry)) look(entry)
  if (looked === size) return { bytes, externalBytes }
  return { bytes: Math.round((bytes / looked) * size), externalBytes: Math.round((externalBytes / looked) * size) }
}

// One of each part of the places, where no pattern in the data is likely to be: the golden ratio leads there.
function* spread(capacity: number): Generator<number> {
  for (let part = 0; part < samples; part++)
    yield Math.floor(((part + ((part * 0.6180339887498949) % 1)) * capacity) / samples)
}
