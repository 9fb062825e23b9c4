/** A key or value that both implementations are given: the same one, so that what comes out is compared by identity. */
export interface Thing {
  readonly is: unknown
  /** As it is written in a program that is printed. */
  readonly code: string
  /** What has to be written before, if it is no literal. */
  readonly declaration?: string
}

const literal = (is: unknown, code = String(is)): Thing => ({ is, code })
const named = (is: unknown, code: string, declaration: string): Thing => ({
  is,
  code,
  declaration: `const ${code} = ${declaration}`,
})

/** Whole numbers, the usual keys. */
export const INTEGERS: readonly Thing[] = Array.from({ length: 40 }, (_, n) => literal(n))

/** Texts, short ones and such as differ at their ends alone. */
export const TEXTS: readonly Thing[] = [
  ...[...'abcdefgh'].map(letter => literal(letter, `'${letter}'`)),
  literal('', "''"),
  literal('0', "'0'"),
  literal('1', "'1'"),
  literal('ü€😀', "'ü€😀'"),
  literal('x'.repeat(1000), "'x'.repeat(1000)"),
  literal(`${'x'.repeat(999)}y`, "'x'.repeat(999) + 'y'"),
  literal(`y${'x'.repeat(999)}`, "'y' + 'x'.repeat(999)"),
  literal('ü'.repeat(1000), "'ü'.repeat(1000)"),
]

/** Every other kind of key. */
export const ODD_KEYS: readonly Thing[] = [
  literal(-0, '-0'),
  literal(NaN, 'NaN'),
  literal(-1),
  literal(0.5),
  literal(-1.5),
  literal(2 ** 30),
  literal(2 ** 31),
  literal(-(2 ** 31)),
  literal(2 ** 32),
  literal(2 ** 53),
  literal(1e300),
  literal(Infinity),
  literal(-Infinity),
  literal(true),
  literal(false),
  literal(null),
  literal(0n, '0n'),
  literal(1n, '1n'),
  literal(2n ** 70n, '2n ** 70n'),
  named(Symbol('k'), 'symbol', "Symbol('k')"),
  literal(Symbol.iterator, 'Symbol.iterator'),
  named({}, 'object', '{}'),
  named({}, 'twin', '{}'),
  named([], 'list', '[]'),
  named(() => 0, 'lambda', '() => 0'),
]

export const KEYS: readonly Thing[] = [...INTEGERS, ...TEXTS, ...ODD_KEYS]

/** Values; the first is `undefined`, which no cache holds. */
export const VALUES: readonly Thing[] = [
  literal(undefined),
  literal(1),
  literal(2),
  literal(3),
  literal('v', "'v'"),
  literal('w', "'w'"),
  literal(0),
  literal('', "''"),
  literal(null),
  literal(false),
  literal(NaN),
  literal(7n, '7n'),
  named({ v: 1 }, 'thing', '{ v: 1 }'),
  named({ v: 1 }, 'other', '{ v: 1 }'),
  named(() => 1, 'method', '() => 1'),
  named(Promise.resolve(4), 'promise', 'Promise.resolve(4)'),
  literal(-0, '-0'),
]

/** What callbacks throw and fetches reject with. */
export const REASONS: readonly Thing[] = [
  named(new Error('boom'), 'boom', "new Error('boom')"),
  named(new TypeError('bang'), 'bang', "new TypeError('bang')"),
  literal('text', "'text'"),
  literal(undefined),
]
