// Belady's optimum: what is evicted is what will be asked for last. Needs to know the future, so it is a limit.

/**
 * @param {Uint32Array} trace
 * @param {number} max entries
 * @returns {number} hits
 */
export function optimalHits(trace, max) {
  const never = trace.length
  const nextUse = new Uint32Array(trace.length)
  const seen = new Map()
  for (let at = trace.length - 1; at >= 0; at--) {
    nextUse[at] = seen.get(trace[at]) ?? never
    seen.set(trace[at], at)
  }
  // A key that is held lies in the heap once for each use since; only the youngest one, which is the furthest, is true.
  const heldUntil = new Map()
  const heap = new FurthestFirst()
  let hits = 0
  for (let at = 0; at < trace.length; at++) {
    const key = trace[at]
    if (heldUntil.has(key)) hits++
    else if (heldUntil.size === max) {
      let [next, furthest] = heap.pop()
      while (heldUntil.get(furthest) !== next) [next, furthest] = heap.pop()
      // It would be asked for later than all that is held: it is not kept at all.
      if (nextUse[at] >= next) {
        heap.push(next, furthest)
        continue
      }
      heldUntil.delete(furthest)
    }
    heldUntil.set(key, nextUse[at])
    heap.push(nextUse[at], key)
  }
  return hits
}

class FurthestFirst {
  #heap = []

  push(next, key) {
    const heap = this.#heap
    let at = heap.length
    heap.push([next, key])
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (heap[parent][0] >= heap[at][0]) return
      ;[heap[parent], heap[at]] = [heap[at], heap[parent]]
      at = parent
    }
  }

  pop() {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (heap.length === 0) return first
    heap[0] = last
    for (let at = 0; ; ) {
      let child = 2 * at + 1
      if (child >= heap.length) return first
      if (child + 1 < heap.length && heap[child + 1][0] > heap[child][0]) child++
      if (heap[at][0] >= heap[child][0]) return first
      ;[heap[child], heap[at]] = [heap[at], heap[child]]
      at = child
    }
  }
}
