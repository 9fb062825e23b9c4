import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExpressionError } from '../../src/expression/expression-error.js'
import { parseExpression } from '../../src/expression/parse.js'

const names = ['x', 'y', 't']
const worth = (text: string, x = 0, y = 0, t = 0) => parseExpression(text, names)(Float64Array.of(x, y, t))

/** A formula as a tree, its text with as few parentheses as the rules allow, and its value worked out from the tree. */
interface Tree {
  readonly text: string
  /** 1 comparison, 3 sum, 5 product, 7 sign, 9 power, 10 what stands by itself. */
  readonly strength: number
  readonly value: number
}

const [x, y, t] = [1.25, -0.5, 3]

const leaf: fc.Arbitrary<Tree> = fc.oneof(
  fc.constantFrom<Tree>(
    { text: 'x', strength: 10, value: x },
    { text: 'y', strength: 10, value: y },
    { text: 't', strength: 10, value: t },
    { text: 'pi', strength: 10, value: Math.PI },
    { text: '.5', strength: 10, value: 0.5 },
    { text: '2e-3', strength: 10, value: 0.002 },
  ),
  fc.nat(99).map(value => ({ text: String(value), strength: 10, value })),
)

const operators: Record<string, readonly [strength: number, of: (a: number, b: number) => number]> = {
  '<': [1, (a, b) => Number(a < b)],
  '>=': [1, (a, b) => Number(a >= b)],
  '==': [1, (a, b) => Number(a === b)],
  '!=': [1, (a, b) => Number(a !== b)],
  '+': [3, (a, b) => a + b],
  '-': [3, (a, b) => a - b],
  '*': [5, (a, b) => a * b],
  '/': [5, (a, b) => a / b],
  '%': [5, (a, b) => a % b],
  '^': [9, (a, b) => a ** b],
}

const within = ({ text, strength }: Tree, least: number) => (strength >= least ? text : `(${text})`)

const { tree } = fc.letrec<{ tree: Tree }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    leaf,
    fc.tuple(fc.constantFrom(...Object.keys(operators)), tie('tree'), tie('tree')).map(([sign, a, b]) => {
      const [strength, of] = operators[sign] as (typeof operators)[string]
      // A power groups from the right and takes a sign there; all else groups from the left.
      const [left, right] = sign === '^' ? [10, 7] : [strength, strength + 1]
      return { text: `${within(a, left)} ${sign}${within(b, right)}`, strength, value: of(a.value, b.value) }
    }),
    tie('tree').map(of => ({ text: `-${within(of, 7)}`, strength: 7, value: -of.value })),
    fc
      .tuple(tie('tree'), tie('tree'))
      .map(([a, b]) => ({ text: `max(${a.text},${b.text})`, strength: 10, value: Math.max(a.value, b.value) })),
    tie('tree').map(of => ({ text: `sin( ${of.text} )`, strength: 10, value: Math.sin(of.value) })),
  ),
}))

describe('an expression', () => {
  it('has the value of its formula, with no more parentheses than are needed', () => {
    fc.assert(
      fc.property(tree, ({ text, value }) => {
        expect(worth(text, x, y, t)).toBe(value)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['-x^2', -9],
    ['2^3^2', 512],
    ['2^-x', 0.125],
    ['1 - 2 - 3', -4],
    ['12 / 2 / 3', 2],
    ['-7 % 4', -3],
    ['hypot(3, 4, 12)', 13],
    ['if(x > 2, 10, 20)', 10],
    ['atan2(1, 1) * 4', Math.PI],
    ['1 < 2 == 1', 1],
    ['+x', 3],
    ['log(e)', 1],
    ['1e3 + 1E-3 + 1.', 1001.001],
  ])('%s is %d', (text, value) => {
    expect(worth(text, 3)).toBe(value)
  })

  it('answers NaN and infinities where the numbers do', () => {
    expect(worth('sqrt(-1)')).toBeNaN()
    expect(worth('1 / x')).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('a text that is no expression', () => {
  it.each([
    ['', 1, 'the end stands where a number, a name or "(" is wanted'],
    ['   ', 4, 'the end stands where'],
    ['x +', 4, 'the end stands where a number'],
    ['x y', 3, '"y" stands where an operator or the end is wanted'],
    ['(x', 3, 'the end stands where ")" for the "(" of column 1 is wanted'],
    ['x)', 2, '")" stands where an operator or the end is wanted'],
    ['x $ y', 3, '"$" has no place here'],
    ['2 * z', 5, '"z" is not known; there are x, y, t, pi, e'],
    ['sin', 1, '"sin" is a function: write sin(…)'],
    ['sni(x)', 1, '"sni" is no function; there are abs, acos'],
    ['x(2)', 1, '"x" is no function'],
    ['atan2(x)', 1, 'atan2 takes 2 numbers, not 1'],
    ['sin()', 1, 'sin takes 1 number, not 0'],
    ['sin(x, y)', 1, 'sin takes 1 number, not 2'],
    ['x = 2', 3, '"=" has no place here'],
    ['1..2', 3, '".2" stands where an operator'],
    ['constructor', 1, '"constructor" is not known'],
    ['constructor(1)', 1, '"constructor" is no function'],
    ['x.y', 2, '"." has no place here'],
    ['[1]', 1, '"[" has no place here'],
    ['"x"', 1, 'has no place here'],
    ['x; y', 2, '";" has no place here'],
    ['😀', 1, '"😀" has no place here'],
  ])('is refused: %s, in column %d', (text, column, message) => {
    const read = () => parseExpression(text, names)
    expect(read).toThrow(ExpressionError)
    try {
      read()
    } catch (error) {
      expect(error).toMatchObject({ code: 'EXPRESSION_INVALID', column })
      expect((error as Error).message).toContain(`column ${column}: `)
      expect((error as Error).message).toContain(message)
    }
  })

  it('is refused where it is too long or too deep, before the stack is', () => {
    expect(() => parseExpression('1+'.repeat(1000) + 1, names)).toThrow(
      'the expression has 2001 characters; 2000 are allowed',
    )
    expect(() => parseExpression('('.repeat(900), names)).toThrow('nested deeper than 200')
    expect(() => parseExpression(`${'-'.repeat(900)}1`, names)).toThrow('nested deeper than 200')
    expect(worth('1+'.repeat(999) + 1)).toBe(1000)
  })

  it('never runs, whatever it is: it has a value or is refused with a column', () => {
    const piece = fc.constantFrom(
      'x',
      'sin',
      '(',
      ')',
      '+',
      '^',
      '-',
      ',',
      '1',
      '.',
      'e',
      ' ',
      'constructor',
      '<',
      '=',
      '`',
      "'",
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 30 }),
          fc.array(piece, { maxLength: 20 }).map(parts => parts.join('')),
        ),
        text => {
          try {
            expect(typeof worth(text)).toBe('number')
          } catch (error) {
            expect(error).toBeInstanceOf(ExpressionError)
            expect((error as ExpressionError).column).toBeGreaterThan(0)
            expect((error as ExpressionError).column).toBeLessThanOrEqual(text.length + 1)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})
