const fullest = 0.85
const slotBytes = 22

/** A place of the index: which records of the log it speaks of. Places are good until the next change. */
export type Place = number

/**
 * Where the newest record of each key lies: open addressing over flat arrays, 22 bytes a place, of which 57 to 85 % are taken
 * while it grows. Keys are known by 64 bits of their hash; records lie at whole addresses from 1, in steps of eight bytes of all
 * that was ever written.
 *
 * What lies below `floor` is gone: such places count as empty for whoever asks, and are cleared when the table is built anew.
 */
export class DiskIndex {
  /** Records that can be found. */
  live = 0
  #capacity = 0
  #used = 0
  #floor = 1
  #low = new Uint32Array(0)
  #high = new Uint32Array(0)
  #addressLow = new Uint32Array(0)
  #addressHigh = new Uint16Array(0)
  #bytes = new Uint32Array(0)
  #check = new Uint32Array(0)

  /** Bytes of its arrays. */
  get heldBytes(): number {
    return this.#capacity * slotBytes
  }

  /** The address below which all is gone. */
  get floor(): number {
    return this.#floor
  }

  /** Answers a key's place, or -1. */
  find(low: number, high: number): Place {
    if (this.#used === 0) return -1
    for (let at = this.#homeOf(low); ; at = this.#after(at)) {
      const address = this.addressAt(at)
      if (address === 0) return -1
      if (this.#low[at] === low && this.#high[at] === high) return address < this.#floor ? -1 : at
    }
  }

  addressAt(place: Place): number {
    return (this.#addressHigh[place] as number) * 2 ** 32 + (this.#addressLow[place] as number)
  }

  /** Bytes of the record. */
  bytesAt(place: Place): number {
    return this.#bytes[place] as number
  }

  /** The record's checksum. */
  checkAt(place: Place): number {
    return this.#check[place] as number
  }

  /** Makes sure that one more key can be noted: the one step that takes memory. Places are no longer good. */
  makeRoom(): void {
    if (this.#used + 1 > this.#capacity * fullest) this.#rebuild(this.live + 1)
  }

  /** Notes where a key's newest record lies. */
  set(low: number, high: number, address: number, bytes: number, check: number): void {
    this.makeRoom()
    let at = this.#homeOf(low)
    let found = this.addressAt(at)
    while (found !== 0 && !(this.#low[at] === low && this.#high[at] === high)) {
      at = this.#after(at)
      found = this.addressAt(at)
    }
    if (found === 0) this.#used++
    if (found < this.#floor) this.live++
    this.#write(at, low, high, address, bytes, check)
  }

  /** Forgets a key that has a place. */
  remove(place: Place): void {
    this.live--
    this.#used--
    let hole = place
    for (let at = this.#after(hole); this.addressAt(at) !== 0; at = this.#after(at)) {
      const home = this.#homeOf(this.#low[at] as number)
      // What lies between its home and itself stays in reach without a move.
      const isReached = hole <= at ? home > hole && home <= at : home > hole || home <= at
      if (isReached) continue
      this.#write(
        hole,
        this.#low[at] as number,
        this.#high[at] as number,
        this.addressAt(at),
        this.#bytes[at] as number,
        this.#check[at] as number,
      )
      hole = at
    }
    this.#addressLow[hole] = 0
    this.#addressHigh[hole] = 0
  }

  /** Forgets what lies below an address: so many records. */
  forgetBelow(floor: number, records: number): void {
    this.#floor = Math.max(this.#floor, floor)
    this.live -= records
    if (this.#capacity > 64 && this.live < this.#capacity / 4) this.#rebuild(this.live)
  }

  #rebuild(records: number): void {
    const former = {
      capacity: this.#capacity,
      low: this.#low,
      high: this.#high,
      addressLow: this.#addressLow,
      addressHigh: this.#addressHigh,
      bytes: this.#bytes,
      check: this.#check,
    }
    const capacity = Math.max(16, Math.ceil((records / fullest) * 1.5))
    this.#capacity = capacity
    this.#used = 0
    this.#low = new Uint32Array(capacity)
    this.#high = new Uint32Array(capacity)
    this.#addressLow = new Uint32Array(capacity)
    this.#addressHigh = new Uint16Array(capacity)
    this.#bytes = new Uint32Array(capacity)
    this.#check = new Uint32Array(capacity)
    for (let place = 0; place < former.capacity; place++) {
      const address = (former.addressHigh[place] as number) * 2 ** 32 + (former.addressLow[place] as number)
      if (address < this.#floor) continue
      const low = former.low[place] as number
      let at = this.#homeOf(low)
      while (this.addressAt(at) !== 0) at = this.#after(at)
      const high = former.high[place] as number
      this.#write(at, low, high, address, former.bytes[place] as number, former.check[place] as number)
      this.#used++
    }
  }

  #write(at: Place, low: number, high: number, address: number, bytes: number, check: number): void {
    this.#low[at] = low
    this.#high[at] = high
    this.#addressLow[at] = address
    this.#addressHigh[at] = address / 2 ** 32
    this.#bytes[at] = bytes
    this.#check[at] = check
  }

  #homeOf(low: number): Place {
    return Math.floor((low / 2 ** 32) * this.#capacity)
  }

  #after(place: Place): Place {
    return place + 1 === this.#capacity ? 0 : place + 1
  }
}
