import { Made } from './journal.js'
import { KEYS, REASONS, type Thing, VALUES } from './palette.js'
import type { Act, Call, Program } from './program.js'

/** Writes a program as the code that it stands for. */
export function print(program: Program): string {
  const used = new Set<Thing>()
  const thing = (list: readonly Thing[], place: number): string => {
    const found = list[place] as Thing
    used.add(found)
    return found.code
  }
  const writer = new Writer(thing)
  const { start, given } = program.clock
  const options = writer.object(program.options, given ? ['perf: clock'] : [])
  const lines = program.steps.map(({ call, ticks, look }) => {
    const after = [ticks > 0 ? `await ticks(${ticks})` : '', look ? 'look(cache)' : ''].filter(Boolean)
    return [writer.call(call), ...after].join('; ')
  })
  return [
    ...[...used].flatMap(({ declaration }) => declaration ?? []),
    ...[
      `// seed ${program.seed}; the clock starts at ${start}${program.heard ? '; the channels are listened to' : ''}`,
      `let cache = new LRUCache(${options})`,
      ...lines,
    ],
  ].join('\n')
}

/** Writes what a journal holds from some place on. */
export function printItems(items: readonly unknown[], from: number, to: number): string {
  return items
    .slice(Math.max(0, from), to)
    .map(item => {
      if (item instanceof Made) return `${item.error.constructor.name}: ${item.error.message}`
      const thing = [...VALUES, ...KEYS, ...REASONS].find(({ is }) => Object.is(is, item))
      return (thing && (typeof item !== 'string' || item.length > 40) ? thing.code : String(item)).slice(0, 60)
    })
    .join(' ')
}

class Writer {
  readonly #thing: (list: readonly Thing[], place: number) => string

  constructor(thing: (list: readonly Thing[], place: number) => string) {
    this.#thing = thing
  }

  object(data: Readonly<Record<string, unknown>>, more: readonly string[] = []): string {
    const parts = Object.entries(data).map(([name, value]) => {
      if (name === 'context') return `context: ${this.#thing(VALUES, value as number)}`
      if (name === 'signal') return `signal: controllers[${value}].signal`
      if (name === 'status') return 'status: {}'
      if (name === 'keep') return `/* the same object in all calls with */ ...'${value}'`
      return `${name}: ${this.#value(value)}`
    })
    return `{ ${[...parts, ...more].join(', ')} }`
  }

  call(call: Call): string {
    const args: string[] = []
    if ('key' in call) args.push(this.#thing(KEYS, call.key))
    if (call.op === 'set') args.push(this.#thing(VALUES, call.value))
    if ('acts' in call) args.push(this.#acts(call.acts))
    if ('options' in call && call.options) args.push(this.object(call.options))
    switch (call.op) {
      case 'settle':
        return `deferred[${call.which}].resolve(${this.#thing(VALUES, call.value)})`
      case 'reject':
        return `deferred[${call.which}].reject(${this.#thing(REASONS, call.reason)})`
      case 'abort':
        return `controllers[${call.signal}].abort(${this.#thing(REASONS, call.reason)})`
      case 'advance':
        return `advance(${call.ms})`
      case 'jump':
        return `clock.jump(${call.ms})`
      case 'renew':
        return 'cache = new LRUCache(cache)'
      case 'assign':
        return `cache.${call.field} = ${this.#value(call.to)}`
      case 'iterate':
        return `iterators.push(cache.${call.over}())`
      case 'next':
      case 'return':
        return `iterators[${call.iterator}].${call.op}()`
      case 'load':
        return `cache.load(dumped.map(([key, entry]) => [key, { ...entry, ...${this.object(call.changes)} }]))`
      case 'fill':
        return `for (let n = 0; n < ${call.count}; n++) cache.set(${call.from} + n, n, ${args.join()})`
      case 'dump':
        return 'dumped = cache.dump()'
      default:
        return `cache.${call.op}(${args.join(', ')})`
    }
  }

  #value(value: unknown): string {
    if (typeof value === 'object' && value !== null) {
      return 'acts' in value ? this.#acts(value.acts as Act[]) : this.object(value as Record<string, unknown>)
    }
    return typeof value === 'string' ? `'${value}'` : String(value)
  }

  #acts(acts: readonly Act[]): string {
    return `inTurn(${acts.map(act => `() => ${this.#act(act)}`).join(', ')})`
  }

  #act(act: Act): string {
    switch (act.do) {
      case 'nothing':
        return '{}'
      case 'throw':
        return `{ throw ${this.#thing(REASONS, act.reason)} }`
      case 'call':
        return this.call(act.call)
      case 'answer':
        return this.#value(act.what)
      case 'value':
        return this.#thing(VALUES, act.value)
      case 'thenable':
        return `({ then: resolve => resolve(${this.#thing(VALUES, act.value)}) })`
      case 'resolved':
        return `after(${act.ticks}, ${this.#thing(VALUES, act.value)})`
      case 'rejected':
        return `rejectAfter(${act.ticks}, ${this.#thing(REASONS, act.reason)})`
      case 'deferred':
        return `defer(${act.heedsAbort ? 'signal' : ''})`
      case 'change':
        return `{ options.${act.option} = ${act.to}; return ${this.#act(act.then)} }`
    }
  }
}
