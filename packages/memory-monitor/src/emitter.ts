/** Listeners by event. A listener that throws is reported as an uncaught error and keeps nobody else from hearing. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(detail: never) => void>>()
  readonly #counted: ((listeners: number) => void) | undefined

  /** @param counted - told how many listeners there are, all events together, whenever that changes */
  constructor(counted?: (listeners: number) => void) {
    this.#counted = counted
  }

  /** Adds a listener, and answers what removes it. Each call adds one more, the same function too. */
  on<Event extends keyof Events>(event: Event, listener: (detail: Events[Event]) => void): () => void {
    const own = (detail: Events[Event]) => listener(detail)
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners.add(own))
    this.#count()
    return () => {
      if (listeners.delete(own)) this.#count()
    }
  }

  /** Whether anybody hears an event. */
  has(event: keyof Events): boolean {
    return (this.#listeners.get(event)?.size ?? 0) > 0
  }

  /** Tells all listeners of an event. */
  emit<Event extends keyof Events>(event: Event, detail: Events[Event]): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) {
      try {
        ;(listener as (detail: Events[Event]) => void)(detail)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  /** Removes all listeners. */
  clear(): void {
    this.#listeners.clear()
    this.#count()
  }

  #count(): void {
    if (this.#counted === undefined) return
    let count = 0
    for (const listeners of this.#listeners.values()) count += listeners.size
    this.#counted(count)
  }
}
