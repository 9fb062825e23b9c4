// Assembled by hand: four values at a time, least and greatest by the instructions that are a comparison and a choice,
// sums in float64. As in the plain pass, a block whose sum is not finite would be done again with care.

const v128 = 0x7b
const i32 = 0x7f

const unsigned = value => (value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)])
const list = items => [...unsigned(items.length), ...items.flat()]
const section = (id, bytes) => [id, ...unsigned(bytes.length), ...bytes]
const simd = code => [0xfd, ...unsigned(code)]
const get = local => [0x20, local]
const set = local => [0x21, local]
const constant = value => [0x41, ...unsigned(value)]

const load = [...simd(0x00), 4, 0]
const store = offset => [...simd(0x0b), 4, ...unsigned(offset)]
const [pmin, pmax, add, promote] = [0xea, 0xeb, 0xf0, 0x5f].map(simd)
const swapHalves = [...simd(0x0d), 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]

const [at, end, min, max, low, high, value] = [0, 1, 2, 3, 4, 5, 6]

const body = [
  ...[...get(at), ...load, ...set(min)],
  ...[...get(min), ...set(max)],
  ...[0x03, 0x40],
  ...[...get(at), ...load, ...set(value)],
  ...[...get(min), ...get(value), ...pmin, ...set(min)],
  ...[...get(max), ...get(value), ...pmax, ...set(max)],
  ...[...get(low), ...get(value), ...promote, ...add, ...set(low)],
  ...[...get(high), ...get(value), ...get(value), ...swapHalves, ...promote, ...add, ...set(high)],
  ...[...get(at), ...constant(16), 0x6a, 0x22, at, ...get(end), 0x49, 0x0d, 0],
  0x0b,
  ...[...constant(0), ...get(min), ...store(0)],
  ...[...constant(0), ...get(max), ...store(16)],
  ...[...constant(0), ...get(low), ...get(high), ...add, ...store(32)],
  0x0b,
]
const code = [...list([[5, v128]]), ...body]

/** What `simd-range.ts` of the package has as text. */
export const module = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, list([[0x60, ...list([[i32], [i32]]), ...list([])]])),
  ...section(3, list([[0]])),
  ...section(5, list([[0, 1]])),
  ...section(
    7,
    list([
      [1, 0x6d, 2, 0],
      [1, 0x66, 0, 0],
    ]),
  ),
  ...section(10, list([[...unsigned(code.length), ...code]])),
])

/** A pass over values that lie in the module's memory, from byte 64 on. */
export function simdRange(pages = 1) {
  const { m, f } = new WebAssembly.Instance(new WebAssembly.Module(module)).exports
  if (pages > 1) m.grow(pages - 1)
  const values = new Float32Array(m.buffer, 64)
  const out = new Float32Array(m.buffer, 0, 8)
  const sums = new Float64Array(m.buffer, 32, 2)
  const pass = cells => {
    f(64, 64 + 4 * cells)
    const min = Math.min(out[0], out[1], out[2], out[3])
    const max = Math.max(out[4], out[5], out[6], out[7])
    return { min, max, sum: sums[0] + sums[1] }
  }
  return { values, pass }
}
