import type { Journal } from './journal.js'

type Listener = (message: unknown, name: string | symbol) => void

interface DiagnosticsChannel {
  subscribe(name: string, listener: Listener): void
  unsubscribe(name: string, listener: Listener): void
}

const diagnostics = (
  globalThis as { process?: { getBuiltinModule?(name: string): unknown } }
).process?.getBuiltinModule?.('node:diagnostics_channel') as DiagnosticsChannel | undefined

const CHANNELS = [
  'lru-cache:metrics',
  ...['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map(event => `tracing:lru-cache:${event}`),
]

/** Writes down what is told on the channels of lru-cache, where the platform has channels; what it answers ends that. */
export function listen(journal: Journal): () => void {
  const hear: Listener = (message, name) => {
    journal.add('heard', String(name))
    journal.put(message)
  }
  for (const name of CHANNELS) diagnostics?.subscribe(name, hear)
  return () => {
    for (const name of CHANNELS) diagnostics?.unsubscribe(name, hear)
  }
}
