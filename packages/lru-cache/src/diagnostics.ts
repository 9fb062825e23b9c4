/** A channel of `node:diagnostics_channel`, as far as it is used here. */
export interface Channel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
}

/** A tracing channel of it. */
export interface TracingChannel {
  readonly hasSubscribers: boolean
  tracePromise<T>(fn: () => Promise<T>, context: object): Promise<T>
}

interface DiagnosticsChannel {
  channel(name: string): Channel
  tracingChannel?(name: string): TracingChannel
}

interface HasBuiltins {
  readonly process?: { getBuiltinModule?(name: string): unknown }
}

// No import, for most platforms have no such module.
const platform = (globalThis as HasBuiltins).process?.getBuiltinModule?.('node:diagnostics_channel') as
  | DiagnosticsChannel
  | undefined

const nobody = { hasSubscribers: false, publish() {}, tracePromise: <T>(fn: () => Promise<T>) => fn() }

/** Hears of every synchronous call, where anybody listens. Named as in `lru-cache`, whose listeners hear of these caches too. */
export const metrics: Channel = platform?.channel('lru-cache:metrics') ?? nobody

/** Traces fetches. */
export const tracing: TracingChannel = platform?.tracingChannel?.('lru-cache') ?? nobody
