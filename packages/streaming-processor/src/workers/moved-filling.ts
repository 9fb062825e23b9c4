import { isOfItems } from './blame.js'
import { type Cells, fillMark } from './fill-wire.js'
import { Filling, type Part } from './filling.js'
import type { Lane } from './lanes.js'

/** Fills an array that is not shared: workers fill arrays of their own, which move here and are copied. */
export class MovedFilling<Item, Into extends Cells> extends Filling<Item, Into> {
  flush(): void {
    // Each by itself, on a worker that has nothing else to do.
    while (this.lost.length > 0 && !this.closed) {
      const lane = this.#lane(true)
      if (!lane) return
      lane.closed = true
      this.#give(lane, this.lost.splice(0, 1), true)
    }
    while (this.queued > 0 && !this.closed) {
      // An eighth of a block a message, which a worker has for itself, and towards the end of what waits its share.
      const share = Math.ceil(this.queued / (2 * this.lanes.count))
      const cells = Math.max(1, Math.min(Math.ceil(this.pace.cells / 8), share))
      const lane = this.#lane(false)
      if (!lane) return
      this.#give(lane, this.carve(cells), false)
    }
  }

  #lane(idle: boolean): Lane | undefined {
    try {
      return idle ? this.lanes.idle : this.lanes.free
    } catch (error) {
      for (const part of [...this.lost.splice(0), ...this.carve(this.queued)]) this.fail(part.job, error)
      return undefined
    }
  }

  #give(lane: Lane, parts: readonly Part[], alone: boolean): void {
    const bounds = Float64Array.from(parts.flatMap(({ start, end }) => [start, end]))
    this.send(
      lane,
      { mark: fillMark, kind: this.into[Symbol.toStringTag], bounds },
      ({ values }) => {
        let offset = 0
        for (const part of parts) {
          const next = offset + part.end - part.start
          this.into.set(values?.subarray(offset, next) as never, part.start)
          offset = next
          this.finish(part)
        }
      },
      (error, died, begun) => {
        const [only] = parts as [Part]
        if (died && begun === false) this.#unbegun(parts, alone, error)
        // By themselves it will show which of them it was; a module that does not start is nobody's fault.
        else if (parts.length > 1 && (died || isOfItems(error))) this.lost.push(...parts)
        else if (died) this.died(only, error)
        else this.fail(only.job, error)
      },
    )
  }

  /** A worker died before it began anything of a message: over what it was sent before, or over the message itself. */
  #unbegun(parts: readonly Part[], alone: boolean, error: unknown): void {
    const again = parts.map(part => ({ ...part, unbegun: part.unbegun + 1 }))
    const [first] = again as [Part]
    if (first.unbegun < 2) this.putBack(again)
    else if (alone) this.fail(first.job, error)
    else this.lost.push(...again)
  }
}
