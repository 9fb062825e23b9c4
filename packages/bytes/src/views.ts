import * as brand from './brand.js'
import type { Tally } from './tally.js'
import * as v8 from './v8-layout.js'

/** Counts a typed array or DataView, with the buffer behind it. */
export function countView(tally: Tally, value: ArrayBufferView): void {
  const parts = brand.viewParts(value)
  const byteLength = parts.byteLength(value)
  if (brand.isDataView(value)) tally.heap += v8.layout.dataView
  else {
    tally.heap += v8.layout.typedArray
    // Small ones lie on the heap, and asking for `buffer` would move them out. (One at the start of a larger buffer
    // looks the same: that buffer counts when something else leads to it.)
    if (parts.byteOffset(value) === 0 && byteLength <= v8.maxOnHeapBytes && !brand.isNodeBuffer(value)) {
      tally.heap += v8.layout.arrayBuffer + v8.denseElements(byteLength, 1)
      return
    }
  }
  const buffer = parts.buffer(value)
  tally.label = 'buffer'
  if (brand.isPooled(value, byteLength, buffer.byteLength)) tally.countPart(buffer, byteLength)
  else tally.count(buffer)
}
