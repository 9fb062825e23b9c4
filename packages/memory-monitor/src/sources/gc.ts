import type { Collection } from '../source.js'

const major = 4

interface GcEntry extends PerformanceEntry {
  readonly detail?: { readonly kind?: number }
}

/**
 * Tells of V8's garbage collections, once a turn of the event loop for all kinds that were in it: a major one before
 * all others.
 *
 * @returns what ends it; `undefined` where collections cannot be heard of (browsers, Bun, Deno)
 */
export function watchCollections(heard: (collection: Collection) => void): (() => void) | undefined {
  const { PerformanceObserver: Observer } = globalThis as { PerformanceObserver?: typeof PerformanceObserver }
  if (!Observer?.supportedEntryTypes?.includes('gc')) return undefined
  const observer = new Observer(list => {
    const entries = list.getEntries() as GcEntry[]
    heard(entries.some(entry => entry.detail?.kind === major) ? 'major' : 'minor')
  })
  observer.observe({ entryTypes: ['gc'] })
  return () => observer.disconnect()
}
