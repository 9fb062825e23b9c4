// An estimate of a large value from a part of it: of each collection so many members are visited as there is room for,
// and stand for the others. What they share with each other is counted once.
import { textBytes } from './v8-layout.js'
import { Walk } from './walk.js'

/** Bytes of a value, from a sample of it. */
export interface Sampled {
  readonly heap: number
  readonly external: number
  /** Objects that were visited. */
  readonly visited: number
  /** Whether some were left out. */
  readonly sampled: boolean
  readonly guessed: boolean
}

interface Frame {
  readonly index: number
  readonly children: readonly object[]
  /** Of how many children these are a sample. */
  readonly of: number
  /** How many objects may have been visited when this is left. */
  readonly deadline: number
  next: number
}

// A member that is cut short is a poor sample of its kind: it may go so far beyond its share.
const leeway = 16
// How far up the common holder of two places is looked for; further up it is taken to be the root.
const maxClimb = 64

class Nodes {
  readonly #parent: number[] = []
  readonly #depth: number[] = []
  readonly #heap: number[] = []
  readonly #external: number[] = []
  /** For how many each child of this one stands. */
  readonly factor: number[] = []
  // Whether it stands for itself alone among the children of its holder.
  readonly #single: boolean[] = []
  readonly #places = new Map<unknown, number>()

  add(part: unknown, parent: number, heap: number, external: number): number {
    const index = this.#parent.length
    this.#parent.push(parent)
    this.#depth.push(parent < 0 ? 0 : (this.#depth[parent] as number) + 1)
    this.#heap.push(heap)
    this.#external.push(external)
    this.factor.push(1)
    this.#single.push(parent < 0)
    this.#places.set(part, index)
    return index
  }

  grow(index: number, heap: number, external: number): void {
    this.#heap[index] = heap
    this.#external[index] = external
  }

  /** Whether a part was met before; then it belongs to what holds both places, and is there once. */
  meetsAgain(part: unknown, holder: number): boolean {
    const index = this.#places.get(part)
    if (index === undefined) return false
    const parent = this.#parent[index] as number
    if (parent !== holder && parent >= 0) {
      const common = this.#commonHolder(parent, holder)
      if (common !== parent) {
        this.#parent[index] = common
        this.#depth[index] = (this.#depth[common] as number) + 1
        this.#single[index] = true
      }
    }
    return true
  }

  #commonHolder(one: number, other: number): number {
    let [a, b] = [one, other]
    for (let climbed = 0; a !== b; climbed++) {
      if (climbed > maxClimb) return 0
      if ((this.#depth[a] as number) >= (this.#depth[b] as number)) a = Math.max(0, this.#parent[a] as number)
      else b = Math.max(0, this.#parent[b] as number)
    }
    return a
  }

  /** Bytes of all, each times the number that it stands for; a holder comes before what it holds. */
  sum(): { heap: number; external: number } {
    const weights: number[] = []
    let heap = 0
    let external = 0
    for (let index = 0; index < this.#parent.length; index++) {
      const parent = this.#parent[index] as number
      const weight =
        parent < 0 ? 1 : (weights[parent] as number) * (this.#single[index] ? 1 : (this.factor[parent] as number))
      weights.push(weight)
      heap += weight * (this.#heap[index] as number)
      external += weight * (this.#external[index] as number)
    }
    return { heap: Math.round(heap), external: Math.round(external) }
  }
}

/** Estimates the bytes of a value by visiting at most `maxNodes` objects. */
export function sample(value: unknown, maxNodes: number): Sampled {
  const nodes = new Nodes()
  // The walk shows all that it meets; what was met before is known here, with its place.
  const walk = new Walk({ add: () => true, addText: () => true })
  walk.keepsTexts = true
  const frames: Frame[] = []
  let visited = 0
  let sampled = false

  const enter = (part: object, parent: number, room: number) => {
    visited++
    const index = nodes.add(part, parent, 0, 0)
    walk.heap = 0
    walk.external = 0
    walk.limit = Math.max(leeway, room)
    walk.visit(part)
    take(index, room)
  }
  // What the last visit came upon becomes the children of a node.
  const take = (index: number, room: number) => {
    const { scale } = walk
    for (const text of walk.texts.splice(0))
      if (!nodes.meetsAgain(text, index)) nodes.add(text, index, textBytes([text]), 0)
    nodes.grow(index, walk.heap, walk.external)
    nodes.factor[index] = scale
    const children = walk.stack.splice(0)
    if (scale > 1) sampled = true
    if (children.length > 0)
      frames.push({ index, children: mixed(children), of: children.length * scale, deadline: visited + room, next: 0 })
  }

  const root = nodes.add(frames, -1, 0, 0)
  walk.count(value)
  take(root, maxNodes)
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const { index, children, of, deadline, next } = frame
    const full = visited >= maxNodes || visited >= deadline + (next === 0 ? leeway : 0)
    if (next === children.length || full) {
      if (next < children.length) sampled = true
      nodes.factor[index] = next === 0 ? 1 : of / next
      frames.pop()
      continue
    }
    frame.next++
    const child = children[next] as object
    if (nodes.meetsAgain(child, index)) continue
    const room = Math.max(0, deadline - visited)
    enter(child, index, Math.max(room / (children.length - next), Math.sqrt(room)))
  }
  return { ...nodes.sum(), visited, sampled, guessed: walk.guessed }
}

// In an order in which any first part is spread over the whole.
function mixed(children: readonly object[]): readonly object[] {
  const { length } = children
  if (length <= leeway) return children
  let step = Math.round(length * 0.618)
  while (divisor(step, length) > 1) step++
  return children.map((_, at) => children[(at * step) % length] as object)
}

const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other))
