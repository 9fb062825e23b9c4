import type { ProcessBudgetPort } from '@plimsoll/memory-monitor'

/** One end of a line between two processes that is the test: nothing arrives before `deliver` says so. */
class End implements ProcessBudgetPort {
  readonly inbox: unknown[] = []
  readonly #listeners = new Map<string, Set<(value: unknown) => void>>()
  other: End | undefined

  send(message: object): boolean {
    this.other?.inbox.push(structuredClone(message))
    return this.other !== undefined
  }

  on(event: string, listener: (value: unknown) => void): void {
    this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(listener))
  }

  off(event: string, listener: (value: unknown) => void): void {
    this.#listeners.get(event)?.delete(listener)
  }

  tell(event: string, value?: unknown): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(value)
  }

  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0)
  }
}

/** A line between an owner and a member in which the test is the weather. */
export class Line {
  readonly owner = new End()
  readonly member = new End()

  constructor() {
    this.owner.other = this.member
    this.member.other = this.owner
  }

  /** Lets the next message arrive at one end; answers whether there was one. */
  deliver(end: 'owner' | 'member'): boolean {
    if (this[end].inbox.length === 0) return false
    this[end].tell('message', this[end].inbox.shift())
    return true
  }

  /** Kills the member: what it sent arrives, what was sent to it does not, and it says no more. */
  kill(): void {
    this.member.other = undefined
    this.owner.other = undefined
    this.member.inbox.length = 0
    while (this.deliver('owner')) {}
    this.owner.tell('exit', null)
    this.member.tell('disconnect')
  }

  /** Kills the member in the middle: what it sent is lost too. */
  cut(): void {
    this.owner.inbox.length = 0
    this.kill()
  }

  /** Lets all arrive, until nobody has anything more to say. */
  async calm(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      while (this.deliver('owner') || this.deliver('member')) quiet = 0
      await turn()
    }
  }
}

/** Lets all promises that can settle do so. */
export function turn(): Promise<void> {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(0)
  })
}
