/** Finds least and greatest value, and the sum, of a block of at most 4096 values, a multiple of four. */
export type RangePass = (block: Float32Array) => RangeOfBlock

/** What is known of a block: of no use where the sum is not finite. */
export interface RangeOfBlock {
  readonly min: number
  readonly max: number
  readonly sum: number
}

// Four values at a time, sums in float64: assembled, and measured against the plain pass, in bench/benches/range-pass.
const wasm =
  'AGFzbQEAAAABBgFgAn9/AAMCAQAFAwEAAQcJAgFtAgABZgAACoMBAYABAQV7IAD9AAQAIQIgAiEDA0AgAP0ABAAhBiACIAb96gEhAiADIAb96wEhAyAEIAb9X/3wASEEIAUgBiAG/Q0ICQoLDA0ODwABAgMEBQYH/V/98AEhBSAAQRBqIgAgAUkNAAtBACAC/QsEAEEAIAP9CwQQQQAgBCAF/fAB/QsEIAs='

interface Exports {
  readonly m: { readonly buffer: ArrayBuffer }
  readonly f: (at: number, end: number) => void
}

interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

/**
 * Answers the pass in WebAssembly SIMD, where there is any.
 *
 * Not in browsers: a page whose content policy does not allow it would refuse it, and report that each time.
 */
export function simdRangePass(): RangePass | undefined {
  const { WebAssembly, document, importScripts } = globalThis as {
    WebAssembly?: Wasm
    document?: unknown
    importScripts?: unknown
  }
  const host = (globalThis as { process?: { versions?: { node?: string } } }).process
  if (!WebAssembly || document || importScripts || !host?.versions?.node) return undefined
  try {
    const bytes = Uint8Array.from(atob(wasm), letter => letter.charCodeAt(0))
    const { m, f } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Exports
    const values = new Float32Array(m.buffer, 64)
    const found = new Float32Array(m.buffer, 0, 8)
    const sums = new Float64Array(m.buffer, 32, 2)
    const at = (lane: number) => found[lane] as number
    return block => {
      values.set(block)
      f(64, 64 + block.byteLength)
      return {
        min: Math.min(at(0), at(1), at(2), at(3)),
        max: Math.max(at(4), at(5), at(6), at(7)),
        sum: (sums[0] as number) + (sums[1] as number),
      }
    }
  } catch {
    // No SIMD, or no WebAssembly allowed.
    return undefined
  }
}
