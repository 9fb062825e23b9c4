import { Frame } from './frame.js'
import { entryBytes, frameHeaderBytes } from './frame-format.js'

const firstBytes = 2 ** 12
// Objects and views around the buffers of a frame.
const frameObjectBytes = 600

/** What is on its way to disk: frames in order, of which the last one takes more. */
export class WriteQueue {
  readonly #frameBytes: number
  readonly #maxBytes: number
  readonly #frames: Frame[] = []
  #writing: Frame | undefined
  #spare: Uint8Array | undefined
  #heldBytes = 0
  #end: number

  /**
   * @param frameBytes - how long a frame may become by small records
   * @param maxBytes - what records may hold of memory together
   * @param start - the address of the first frame
   */
  constructor(frameBytes: number, maxBytes: number, start: number) {
    this.#frameBytes = frameBytes
    this.#maxBytes = maxBytes
    this.#end = start
  }

  /** Bytes of buffers. */
  get heldBytes(): number {
    return this.#heldBytes + (this.#spare?.length ?? 0)
  }

  /** Bytes of objects around them. */
  get objectBytes(): number {
    return this.#frames.length * frameObjectBytes
  }

  /** The frame that goes next. */
  get first(): Frame | undefined {
    return this.#frames[0]
  }

  /** The address behind all that is in it; of an empty one, of what comes next. */
  get end(): number {
    return Math.max(this.#end, this.#frames[this.#frames.length - 1]?.end ?? 0)
  }

  /** The frame with the record at an address, where it has not gone yet. */
  holding(address: number): Frame | undefined {
    let at = this.#frames.length - 1
    while (at >= 0 && (this.#frames[at] as Frame).start > address) at--
    return this.#frames[at]
  }

  /** The frame for a record, with room for it; `undefined` where it would pass the bound. */
  frameFor(recordBytes: number): Frame | undefined {
    const last = this.#frames[this.#frames.length - 1]
    if (last && !last.isSealed && last.hasRoomFor(recordBytes, this.#frameBytes)) {
      const growth = last.growthFor(recordBytes, this.#frameBytes)
      return this.heldBytes + growth <= this.#maxBytes ? last : undefined
    }
    // Behind a frame that is full the next one will be, too, and need not grow to it.
    const isBusy = last?.buffer.length === this.#frameBytes
    const least = this.#bytesFor(recordBytes)
    const bytes =
      isBusy && this.#hasRoomFor(Math.max(least, this.#frameBytes)) ? Math.max(least, this.#frameBytes) : least
    return this.#hasRoomFor(bytes) ? this.#begin(bytes) : undefined
  }

  /** Room for a record in a frame that {@link WriteQueue.frameFor} answered. */
  roomIn(frame: Frame, recordBytes: number): Uint8Array {
    return this.#counted(frame, () => frame.roomFor(recordBytes, this.#frameBytes))
  }

  /** Adds what that room was filled with, and answers its address. */
  addTo(frame: Frame, low: number, high: number, recordBytes: number, isKill: boolean, check: number): number {
    return this.#counted(frame, () => frame.add(low, high, recordBytes, isKill, check))
  }

  /** Adds an entry that ends an earlier record; beyond the bound too, for what was deleted must not come back. */
  kill(low: number, high: number): void {
    const last = this.#frames[this.#frames.length - 1]
    const isOpen = last && !last.isSealed && last.hasRoomFor(0, this.#frameBytes)
    const frame = isOpen ? last : this.#begin(this.#bytesFor(0))
    this.roomIn(frame, 0)
    this.addTo(frame, low, high, 0, true, 0)
  }

  /** The first frame, which is being written from now on: nothing is added to it any more. */
  startFirst(): Frame | undefined {
    const { first } = this
    if (first) first.isSealed = true
    this.#writing = first
    return first
  }

  /** Lets the first frame go. */
  shift(): void {
    const frame = this.#frames.shift()
    this.#writing = undefined
    if (!frame) return
    this.#end = Math.max(this.#end, frame.end)
    this.#letGo(frame)
  }

  /** Puts what the first frame ends in its place, without its records. Answers whether that is anything. */
  keepKills(): boolean {
    const former = this.#frames[0]
    this.#writing = undefined
    if (!former) return false
    const end = this.end
    const frame = new Frame(former.start, new Uint8Array(firstBytes))
    former.forEach((low, high, _, isKill) => {
      if (!isKill) return
      frame.roomFor(0, this.#frameBytes)
      frame.add(low, high, 0, true, 0)
    })
    frame.isSealed = true
    this.#letGo(former)
    this.#end = end
    if (frame.entries === 0) {
      this.#frames.shift()
      return false
    }
    this.#frames[0] = frame
    this.#heldBytes += frame.heldBytes
    return true
  }

  /** Lets all go but a frame that is being written. */
  clear(): void {
    this.#end = this.end
    for (const frame of this.#frames.splice(0)) {
      if (frame === this.#writing) this.#frames.push(frame)
      else this.#letGo(frame)
    }
  }

  #hasRoomFor(bytes: number): boolean {
    // The spare one is counted already.
    const more = this.#spare && this.#spare.length >= bytes ? 0 : bytes
    return this.heldBytes + more + 256 <= this.#maxBytes
  }

  #begin(bytes: number): Frame {
    const last = this.#frames[this.#frames.length - 1]
    if (last) last.isSealed = true
    const start = this.end
    const spare = this.#spare && this.#spare.length >= bytes ? this.#spare : undefined
    if (spare) this.#spare = undefined
    const frame = new Frame(start, spare ?? new Uint8Array(bytes))
    this.#frames.push(frame)
    this.#heldBytes += frame.heldBytes
    return frame
  }

  #bytesFor(recordBytes: number): number {
    const needed = frameHeaderBytes + Math.ceil(recordBytes / 8) * 8 + entryBytes
    return Math.max(needed, Math.min(firstBytes, this.#frameBytes))
  }

  #counted<T>(frame: Frame, change: () => T): T {
    const before = frame.heldBytes
    const answer = change()
    this.#heldBytes += frame.heldBytes - before
    return answer
  }

  #letGo(frame: Frame): void {
    this.#heldBytes -= frame.heldBytes
    if (frame.buffer.length === this.#frameBytes) this.#spare = frame.buffer
  }
}
