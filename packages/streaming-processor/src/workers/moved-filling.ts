import { isOfItems } from './blame.js'
import { type Cells, fillMark } from './fill-wire.js'
import { Filling, type Part } from './filling.js'
import type { Lane } from './lanes.js'

/** Fills an array that is not shared: workers fill arrays of their own, which move here and are copied. */
export class MovedFilling<Item, Into extends Cells> extends Filling<Item, Into> {
  flush(): void {
    while ((this.lost.length > 0 || this.queued > 0) && !this.closed) {
      // Half of a block a message, and towards the end of what waits its share.
      const share = Math.ceil(this.queued / (2 * this.lanes.count))
      const cells = Math.max(1, Math.min(Math.ceil(this.cellsPerBlock / 2), share))
      const lane = this.#lane()
      if (!lane) return
      this.#give(lane, this.lost.length > 0 ? this.lost.splice(0, 1) : this.carve(cells))
    }
  }

  #lane(): Lane | undefined {
    try {
      return this.lanes.free
    } catch (error) {
      for (const part of this.carve(this.queued)) this.fail(part.job, error)
      return undefined
    }
  }

  #give(lane: Lane, parts: readonly Part[]): void {
    const bounds = Float64Array.from(parts.flatMap(({ start, end }) => [start, end]))
    this.send(
      lane,
      { mark: fillMark, kind: this.into.constructor.name, bounds },
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
        if (begun === false) this.putBack(parts)
        // By themselves it will show which of them it was; a module that does not start is nobody's fault.
        else if (parts.length > 1 && (died || isOfItems(error))) this.lost.push(...parts)
        else if (died) this.died(only, error)
        else this.fail(only.job, error)
      },
    )
  }
}
