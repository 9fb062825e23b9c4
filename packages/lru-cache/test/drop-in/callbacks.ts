import type { Journal } from './journal.js'
import { REASONS, VALUES } from './palette.js'
import type { Act, Call, Callback } from './program.js'

/** Calls from within calls: so deep, and so many in one program. */
const DEEPEST = 2
const MOST = 300

interface Deferred {
  resolve(value: unknown): void
  reject(reason: unknown): void
}

interface MethodOptions {
  readonly signal?: AbortSignal
  readonly options: Record<string, unknown>
}

/** Makes the functions that a program hands in: each writes down how it was called, then does its next act. */
export class Callbacks {
  readonly #journal: Journal
  readonly #perform: (call: Call) => void
  readonly #deferred: Deferred[] = []
  #depth = 0
  #calls = 0

  constructor(journal: Journal, perform: (call: Call) => void) {
    this.#journal = journal
    this.#perform = perform
  }

  /** A promise of a `fetchMethod` that waits for the program. */
  deferred(which: number): Deferred | undefined {
    return this.#deferred[which % this.#deferred.length]
  }

  create(name: string, { acts }: Callback): (...args: unknown[]) => unknown {
    let times = 0
    const take = (self: unknown, args: unknown[]) => {
      this.#journal.add(name, 'called')
      this.#journal.put(self)
      // The key is the one that is there or the one that was asked for, 0 or -0: lru-cache tells now this and now that.
      this.#journal.put(name.startsWith('dispose') && args[1] === 0 ? [args[0], 0, args[2]] : args)
      const act = acts[times++ % acts.length]
      return act && this.#act(act, args)
    }
    return function (this: unknown, ...args: unknown[]) {
      return take(this, args)
    }
  }

  #act(act: Act, args: unknown[]): unknown {
    switch (act.do) {
      case 'nothing':
        return undefined
      case 'throw':
        throw REASONS[act.reason]?.is
      case 'call':
        if (this.#depth >= DEEPEST || this.#calls++ >= MOST) return 1
        this.#depth++
        try {
          this.#perform(act.call)
        } finally {
          this.#depth--
        }
        return 1
      case 'answer':
        return act.what
      case 'value':
        return VALUES[act.value]?.is
      case 'thenable':
        // biome-ignore lint/suspicious/noThenProperty: a fetchMethod may answer what is no Promise but can be awaited
        return { then: (resolve: (value: unknown) => void) => resolve(VALUES[act.value]?.is) }
      case 'resolved':
        return after(act.ticks, () => VALUES[act.value]?.is)
      case 'rejected':
        return after(act.ticks, () => {
          throw REASONS[act.reason]?.is
        })
      case 'deferred':
        return this.#defer(act.heedsAbort ? (args[2] as MethodOptions).signal : undefined)
      case 'change':
        ;(args[2] as MethodOptions).options[act.option] = act.to
        return this.#act(act.then, args)
    }
  }

  #defer(signal: AbortSignal | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#deferred.push({ resolve, reject })
      signal?.addEventListener('abort', () => reject(signal.reason))
    })
  }
}

async function after(ticks: number, answer: () => unknown): Promise<unknown> {
  for (let tick = 0; tick < ticks; tick++) await null
  return answer()
}
