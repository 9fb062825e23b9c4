import { type Cells, fillMark } from './fill-wire.js'
import { Filling, type Part } from './filling.js'
import type { Lane } from './lanes.js'
import { Plan } from './plan.js'

/** Parts that all workers share, in a plan. */
interface Block {
  readonly plan: Plan
  readonly parts: readonly Part[]
  /** Whom it was given to, by number. */
  readonly given: Set<number>
  /** Pieces that were not counted as done yet. */
  readonly left: Set<number>
  /** Workers that died before they took anything of it, since the last time that something of it was done. */
  futile: number
}

// So small that those who end last end a hundredth of a block after the first, so large that to take one is nothing.
const piecesPerWorker = 32
// One is worked on and one lies ready.
const depth = 2

/**
 * Fills an array in shared memory: workers take pieces of what there is from one counter, so that whoever is free helps
 * with whatever is not done, and nothing but "done" comes back.
 */
export class SharedFilling<Item, Into extends Cells> extends Filling<Item, Into> {
  #blocks: Block[] = []
  readonly #numbers = new Map<Lane, number>()

  flush(): void {
    while (this.lost.length > 0) this.#blocks.push(this.#block(this.lost.splice(0, 1)))
    while (this.queued > 0) {
      const open = this.#blocks.filter(block => !block.plan.exhausted).length
      const cells = this.pace.cells * this.lanes.count
      // What is left at the end lies ready in time; much less than a block goes out only where workers have nothing to do.
      if (open >= depth || (open > 0 && this.queued < cells / 8)) break
      this.#blocks.push(this.#block(this.carve(cells)))
      this.#feed()
    }
    this.#feed()
  }

  override close(): Promise<void> | undefined {
    // Workers of a pool live on; they end the pieces that they are at.
    for (const { plan } of this.#blocks) plan.stop()
    return super.close()
  }

  /** Gives blocks to whoever can help with them. */
  #feed(): void {
    for (const block of this.#blocks) {
      while (!block.plan.exhausted && !this.closed) {
        const lane = this.#laneFor(block)
        if (!lane) break
        this.#give(block, lane)
      }
    }
  }

  #laneFor(block: Block): Lane | undefined {
    // One that waits for nothing else is found first; as many as there are pieces are enough.
    if (block.given.size >= Math.min(this.lanes.count, block.plan.pieces)) return undefined
    let lane: Lane | undefined
    try {
      lane = this.lanes.freeBut(other => block.given.has(this.#number(other)))
    } catch (error) {
      for (const part of block.parts) this.fail(part.job, error)
    }
    return lane
  }

  #number(lane: Lane): number {
    const number = this.#numbers.get(lane) ?? this.#numbers.size
    this.#numbers.set(lane, number)
    return number
  }

  #give(block: Block, lane: Lane): void {
    const worker = this.#number(lane)
    const { plan } = block
    block.given.add(worker)
    const { buffer, pieces, parts } = plan
    this.send(
      lane,
      { mark: fillMark, into: this.into, plan: buffer, pieces, parts, worker },
      () => this.#count(block),
      (error, died) => this.#lose(block, worker, error, died),
    )
  }

  /** Counts what was done of a block since the last look. */
  #count(block: Block): void {
    const { plan, left, parts } = block
    for (const piece of left) {
      if (!plan.isDone(piece)) continue
      left.delete(piece)
      block.futile = 0
      const [first, end] = plan.partsOf(piece)
      for (let part = first; part < end; part += 1) this.finish(parts[part] as Part)
    }
    if (left.size === 0) this.#blocks = this.#blocks.filter(other => other !== block)
  }

  /** A worker died or its function threw: only the part that it was at is to blame. */
  #lose(block: Block, worker: number, error: unknown, died: boolean): void {
    const { plan, parts, left } = block
    const lost = plan.leftBy(worker)
    if (!lost) {
      // It had nothing of this block, or never came to it.
      this.#count(block)
      const [next] = left
      if (died) {
        block.given.delete(worker)
        block.futile += 1
        // Of each worker two deaths may be due to what it was sent before; who comes no further is not waited for.
        if (next === undefined || block.futile <= 2 * this.lanes.count) return
        this.fail((parts[plan.partsOf(next)[0]] as Part).job, error)
      } else this.fail((parts[0] as Part).job, error)
      return
    }
    left.delete(lost.piece)
    const [first, end] = plan.partsOf(lost.piece)
    const at = lost.part < 0 ? first : lost.part
    for (let part = first; part < at; part += 1) this.finish(parts[part] as Part)
    this.#count(block)
    const culprit = parts[at] as Part
    if (!died) {
      this.fail(culprit.job, error)
      return
    }
    block.given.delete(worker)
    if (lost.part >= 0) this.died(culprit, error)
    this.putBack(parts.slice(lost.part < 0 ? at : at + 1, end))
  }

  #block(cut: readonly Part[]): Block {
    let cells = 0
    for (const { start, end } of cut) cells += end - start
    const size = Math.ceil(cells / (piecesPerWorker * this.lanes.count))
    const parts: Part[] = []
    const bounds: number[] = []
    const first: number[] = []
    let room = 0
    for (const part of cut) {
      // What a worker died at is done as it was: smaller, the blame would be another's.
      let at = part.start
      while (at < part.end) {
        if (room <= 0) {
          first.push(parts.length)
          room = part.deaths > 0 ? part.end - at : size
        }
        const end = Math.min(part.end, at + room)
        parts.push(at === part.start && end === part.end ? part : { ...part, start: at, end })
        bounds.push(at, end)
        room -= end - at
        at = end
      }
    }
    const plan = Plan.of(bounds, first, this.lanes.count)
    return { plan, parts, given: new Set(), left: new Set(first.keys()), futile: 0 }
  }
}
