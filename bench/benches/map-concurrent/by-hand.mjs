// The least of an async iterator that maps: no options, no errors, no early end, one reader.
const waiting = Symbol('waiting')

class Slot {
  index = 0

  constructor(map) {
    this.settle = value => map.settle(this, value)
  }
}

export class HandMade {
  #iterator
  #fn
  #ordered
  #mask
  #results
  #idle
  #first = 0
  #end = 0
  #taken = 0
  #inFlight = 0
  #ended = false
  #tell

  constructor(source, fn, concurrency, ordered) {
    const window = (ordered ? 4 : 2) * concurrency
    this.#iterator = source[Symbol.iterator]()
    this.#fn = fn
    this.#ordered = ordered
    this.#mask = window - 1
    this.#results = new Array(window).fill(waiting)
    this.#idle = Array.from({ length: concurrency }, () => new Slot(this))
  }

  [Symbol.asyncIterator]() {
    return this
  }

  next() {
    const value = this.#take()
    if (value !== waiting) {
      this.#pump()
      return Promise.resolve({ done: false, value })
    }
    this.#pump()
    if (this.#ended && this.#inFlight === 0) return Promise.resolve({ done: true, value: undefined })
    return new Promise(resolve => {
      this.#tell = resolve
    })
  }

  settle(slot, value) {
    this.#idle.push(slot)
    this.#results[(this.#ordered ? slot.index : this.#end++) & this.#mask] = value
    if (this.#tell) {
      const ready = this.#take()
      if (ready !== waiting) {
        const tell = this.#tell
        this.#tell = undefined
        tell({ done: false, value: ready })
      }
    }
    this.#pump()
  }

  #take() {
    const at = this.#first & this.#mask
    const value = this.#results[at]
    if (value === waiting) return waiting
    this.#results[at] = waiting
    this.#first += 1
    this.#inFlight -= 1
    return value
  }

  #pump() {
    while (!this.#ended && this.#inFlight <= this.#mask && this.#idle.length > 0) {
      const step = this.#iterator.next()
      if (step.done) {
        this.#ended = true
        return
      }
      const slot = this.#idle.pop()
      slot.index = this.#taken
      this.#taken += 1
      this.#inFlight += 1
      this.#fn(step.value).then(slot.settle)
    }
  }
}
