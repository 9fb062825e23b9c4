import type { MemorySource } from '../source.js'

interface ChromiumMemory {
  readonly usedJSHeapSize: number
  readonly totalJSHeapSize: number
  readonly jsHeapSizeLimit: number
}

/** Chromium's `performance.memory`. */
function chromiumMemory(): ChromiumMemory | undefined {
  const { performance } = globalThis as { performance?: { memory?: ChromiumMemory } }
  const memory = performance?.memory
  return typeof memory?.usedJSHeapSize === 'number' ? memory : undefined
}

/** The heap's limit where a browser tells it. */
export const browserHeapLimit = (): number | undefined => chromiumMemory()?.jsHeapSizeLimit

/**
 * What a page can know of its memory: Chromium's heap, elsewhere nothing; a figure that nobody tells stays `undefined`.
 */
export function browserSource(): MemorySource {
  const known = chromiumMemory() !== undefined
  return {
    name: known ? 'chromium' : 'none',
    unavailable: {
      ...(known
        ? {}
        : {
            heapUsedBytes: 'this platform tells nothing of its heap (only Chromium has performance.memory, in pages)',
          }),
      externalBytes:
        'no browser tells what buffers hold; measureUserAgentSpecificMemory() counts them where the page is isolated',
      rssBytes: 'no browser tells what its process holds',
      containerBytes: 'a page is under no container that it could read; navigator.deviceMemory is the machine, rounded',
      collections: 'no browser tells of garbage collections; what is alive is taken from the lows between samples',
    },
    limits: { heapBytes: browserHeapLimit(), containerBytes: undefined },
    sample() {
      const memory = chromiumMemory()
      return {
        atMs: Date.now(),
        heapUsedBytes: memory?.usedJSHeapSize,
        heapTotalBytes: memory?.totalJSHeapSize,
        externalBytes: undefined,
        rssBytes: undefined,
      }
    },
    heap() {
      const memory = chromiumMemory()
      return memory && { oldBytes: memory.usedJSHeapSize, youngBytes: 0 }
    },
    containerBytes: () => undefined,
    watch: () => undefined,
    release() {},
  }
}

/** What `performance.measureUserAgentSpecificMemory()` answers, in short. */
export interface PageMemory {
  /** Bytes of the page, its frames and workers, buffers included; an estimate of the browser's. */
  readonly bytes: number
}

/**
 * Measures the page with its frames and workers, buffers included: exact where `performance.memory` is coarse, and
 * slow, for the browser waits for its next garbage collection (up to 20 s).
 *
 * @returns `undefined` where the platform has no such measure: other browsers than Chromium, pages that are not
 * cross-origin isolated, Node
 */
export async function measurePageMemory(): Promise<PageMemory | undefined> {
  const { performance, crossOriginIsolated } = globalThis as {
    performance?: { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> }
    crossOriginIsolated?: boolean
  }
  if (!crossOriginIsolated || !performance?.measureUserAgentSpecificMemory) return undefined
  try {
    const { bytes } = await performance.measureUserAgentSpecificMemory()
    return { bytes }
  } catch (error) {
    // Some builds have the method, and refuse it.
    if ((error as Error)?.name === 'SecurityError') return undefined
    throw error
  }
}
