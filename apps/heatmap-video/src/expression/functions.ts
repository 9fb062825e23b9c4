/** A function of an expression, and how many numbers it takes. */
export interface NamedFunction {
  readonly least: number
  readonly most: number
  readonly of: (...values: number[]) => number
}

const one = (of: (value: number) => number): NamedFunction => ({ least: 1, most: 1, of })
const two = (of: (first: number, second: number) => number): NamedFunction => ({ least: 2, most: 2, of })
const many = (of: (...values: number[]) => number): NamedFunction => ({ least: 1, most: 16, of })

/** All functions by name. */
export const functions: ReadonlyMap<string, NamedFunction> = new Map([
  ['abs', one(Math.abs)],
  ['acos', one(Math.acos)],
  ['asin', one(Math.asin)],
  ['atan', one(Math.atan)],
  ['atan2', two(Math.atan2)],
  ['cbrt', one(Math.cbrt)],
  ['ceil', one(Math.ceil)],
  ['cos', one(Math.cos)],
  ['cosh', one(Math.cosh)],
  ['exp', one(Math.exp)],
  ['floor', one(Math.floor)],
  ['hypot', many(Math.hypot)],
  ['if', { least: 3, most: 3, of: (asked, then, otherwise) => (asked ? then : otherwise) as number }],
  ['log', one(Math.log)],
  ['log10', one(Math.log10)],
  ['log2', one(Math.log2)],
  ['max', many(Math.max)],
  ['min', many(Math.min)],
  ['round', one(Math.round)],
  ['sign', one(Math.sign)],
  ['sin', one(Math.sin)],
  ['sinh', one(Math.sinh)],
  ['sqrt', one(Math.sqrt)],
  ['tan', one(Math.tan)],
  ['tanh', one(Math.tanh)],
])

/** Names that stand for one number. */
export const constants: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
])
