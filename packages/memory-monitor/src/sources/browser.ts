interface ChromiumMemory {
  readonly usedJSHeapSize: number
  readonly totalJSHeapSize: number
  readonly jsHeapSizeLimit: number
}

/** Chromium's `performance.memory`. */
export function chromiumMemory(): ChromiumMemory | undefined {
  const { performance } = globalThis as { performance?: { memory?: ChromiumMemory } }
  const memory = performance?.memory
  return typeof memory?.usedJSHeapSize === 'number' ? memory : undefined
}

/** The heap's limit where a browser tells it. */
export const browserHeapLimit = (): number | undefined => chromiumMemory()?.jsHeapSizeLimit
