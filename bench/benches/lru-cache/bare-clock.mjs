// The least that a bounded cache can be: CLOCK on a table by open addressing, of a fixed size, for keys of one kind, without
// options, removal or order.

export const hashOfInt = key => {
  const mixed = Math.imul(key, 0x9e3779b1)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

export const hashOfString = key => {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}

export class BareClock {
  size = 0
  #hash
  #max
  #hand = 0
  #mask
  #slots
  #hashes
  #used
  #keys
  #values

  constructor(max, hash) {
    const slots = 2 ** Math.ceil(Math.log2(max * 1.5))
    this.#hash = hash
    this.#max = max
    this.#mask = slots - 1
    // The number of an entry, plus 1.
    this.#slots = new Uint32Array(slots)
    this.#hashes = new Uint32Array(max)
    this.#used = new Uint8Array(max)
    this.#keys = new Array(max).fill(undefined)
    this.#values = new Array(max).fill(undefined)
  }

  get(key) {
    const entry = this.#slots[this.#slotOf(key, this.#hash(key))] - 1
    if (entry < 0) return undefined
    this.#used[entry] = 1
    return this.#values[entry]
  }

  set(key, value) {
    const hash = this.#hash(key)
    let slot = this.#slotOf(key, hash)
    let entry = this.#slots[slot] - 1
    if (entry >= 0) {
      this.#used[entry] = 1
      this.#values[entry] = value
      return this
    }
    if (this.size < this.#max) entry = this.size++
    else {
      entry = this.#evict()
      slot = this.#slotOf(key, hash)
    }
    this.#keys[entry] = key
    this.#values[entry] = value
    this.#hashes[entry] = hash
    this.#used[entry] = 0
    this.#slots[slot] = entry + 1
    return this
  }

  // The slot of a key, or the free one where it belongs.
  #slotOf(key, hash) {
    const slots = this.#slots
    const mask = this.#mask
    let slot = hash & mask
    for (;;) {
      const entry = slots[slot] - 1
      if (entry < 0 || (this.#hashes[entry] === hash && this.#keys[entry] === key)) return slot
      slot = (slot + 1) & mask
    }
  }

  #evict() {
    const used = this.#used
    let hand = this.#hand
    while (used[hand] !== 0) {
      used[hand] = 0
      hand = hand + 1 === this.#max ? 0 : hand + 1
    }
    this.#hand = hand + 1 === this.#max ? 0 : hand + 1
    this.#free(hand)
    return hand
  }

  // Closes the gap, so that no tombstones are left.
  #free(entry) {
    const slots = this.#slots
    const mask = this.#mask
    let gap = this.#hashes[entry] & mask
    while (slots[gap] !== entry + 1) gap = (gap + 1) & mask
    for (let slot = (gap + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const home = this.#hashes[slots[slot] - 1] & mask
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        slots[gap] = slots[slot]
        gap = slot
      }
    }
    slots[gap] = 0
  }
}
