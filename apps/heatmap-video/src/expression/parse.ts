// Precedence climbing (Pratt 1973). What comes out is a function per node: nothing of the text is ever run as code.
import { ExpressionError } from './expression-error.js'
import { constants, functions } from './functions.js'
import { type Token, tokens } from './tokens.js'

/** An expression that was read: values of its names in, its value out. */
export type Compiled = (values: Float64Array) => number

type Binary = (first: Compiled, second: Compiled) => Compiled

// `right` is the least strength that the right side takes in: below its own where equals group from the right.
const binaries: ReadonlyMap<string, { readonly left: number; readonly right: number; readonly make: Binary }> = new Map(
  [
    ['==', { left: 1, right: 2, make: (a, b) => p => (a(p) === b(p) ? 1 : 0) }],
    ['!=', { left: 1, right: 2, make: (a, b) => p => (a(p) !== b(p) ? 1 : 0) }],
    ['<', { left: 1, right: 2, make: (a, b) => p => (a(p) < b(p) ? 1 : 0) }],
    ['<=', { left: 1, right: 2, make: (a, b) => p => (a(p) <= b(p) ? 1 : 0) }],
    ['>', { left: 1, right: 2, make: (a, b) => p => (a(p) > b(p) ? 1 : 0) }],
    ['>=', { left: 1, right: 2, make: (a, b) => p => (a(p) >= b(p) ? 1 : 0) }],
    ['+', { left: 3, right: 4, make: (a, b) => p => a(p) + b(p) }],
    ['-', { left: 3, right: 4, make: (a, b) => p => a(p) - b(p) }],
    ['*', { left: 5, right: 6, make: (a, b) => p => a(p) * b(p) }],
    ['/', { left: 5, right: 6, make: (a, b) => p => a(p) / b(p) }],
    ['%', { left: 5, right: 6, make: (a, b) => p => a(p) % b(p) }],
    ['^', { left: 9, right: 8, make: (a, b) => p => a(p) ** b(p) }],
  ],
)

// Stronger than * and weaker than ^: -x^2 is -(x^2), 2^-x is 2^(-x).
const prefixStrength = 7

/** The longest expression, in characters. */
export const longestExpression = 2000

const deepest = 200

/**
 * Reads an expression.
 *
 * `+ - * / % ^` as usual (`^` from the right, before a sign), comparisons answer 1 or 0, functions and constants are those
 * of `functions.ts`.
 *
 * @param text - at most 2000 characters
 * @param names - what it may take, in the order of the values that the result is called with
 * @throws {@link ExpressionError} with the column, what stands there and what may
 */
export function parseExpression(text: string, names: readonly string[]): Compiled {
  if (text.length > longestExpression)
    throw new ExpressionError(
      longestExpression + 1,
      `the expression has ${text.length} characters; ${longestExpression} are allowed`,
    )
  return new Reader(tokens(text), names).read()
}

class Reader {
  readonly #tokens: readonly Token[]
  readonly #names: readonly string[]
  #at = 0
  #depth = 0

  constructor(found: readonly Token[], names: readonly string[]) {
    this.#tokens = found
    this.#names = names
  }

  read(): Compiled {
    const whole = this.#expression(0)
    const token = this.#next()
    if (token.kind !== 'end') throw unexpected(token, 'an operator or the end')
    return whole
  }

  #expression(strength: number): Compiled {
    if (++this.#depth > deepest)
      throw new ExpressionError(this.#peek().column, `nested deeper than ${deepest}; write it flatter`)
    let left = this.#operand()
    for (;;) {
      const operator = binaries.get(this.#peek().text)
      if (!operator || operator.left < strength) break
      this.#at++
      left = operator.make(left, this.#expression(operator.right))
    }
    this.#depth--
    return left
  }

  #operand(): Compiled {
    const token = this.#next()
    const { kind, text } = token
    if (kind === 'number') {
      const value = Number(text)
      return () => value
    }
    if (kind === 'name') return this.#peek().text === '(' ? this.#call(token) : this.#named(token)
    if (text === '-') {
      const of = this.#expression(prefixStrength)
      return p => -of(p)
    }
    if (text === '+') return this.#expression(prefixStrength)
    if (text === '(') {
      const inner = this.#expression(0)
      this.#close(token)
      return inner
    }
    throw unexpected(token, 'a number, a name or "("')
  }

  #named({ text, column }: Token): Compiled {
    const at = this.#names.indexOf(text)
    if (at >= 0) return p => p[at] as number
    const value = constants.get(text)
    if (value !== undefined) return () => value
    const how = functions.has(text) ? `is a function: write ${text}(…)` : `is not known; there are ${this.#known()}`
    throw new ExpressionError(column, `"${text}" ${how}`)
  }

  #call(token: Token): Compiled {
    const { text, column } = token
    const called = functions.get(text)
    if (!called) {
      const names = [...functions.keys()].join(', ')
      throw new ExpressionError(column, `"${text}" is no function; there are ${names}`)
    }
    const open = this.#next()
    const given: Compiled[] = []
    if (this.#peek().text !== ')')
      do given.push(this.#expression(0))
      while (this.#peek().text === ',' && this.#next())
    this.#close(open)
    const { least, most, of } = called
    if (given.length < least || given.length > most) {
      const wanted = least === most ? `${least}` : `${least} to ${most}`
      throw new ExpressionError(
        column,
        `${text} takes ${wanted} ${most === 1 ? 'number' : 'numbers'}, not ${given.length}`,
      )
    }
    const [first, second, third] = given as [Compiled, Compiled, Compiled]
    if (given.length === 1) return p => of(first(p))
    if (given.length === 2) return p => of(first(p), second(p))
    if (given.length === 3) return p => of(first(p), second(p), third(p))
    return p => of(...given.map(value => value(p)))
  }

  #close(open: Token): void {
    const token = this.#next()
    if (token.text !== ')') throw unexpected(token, `")" for the "(" of column ${open.column}`)
  }

  #known(): string {
    return [...this.#names, ...constants.keys()].join(', ')
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] as Token
  }

  #next(): Token {
    const token = this.#peek()
    this.#at++
    return token
  }
}

function unexpected({ kind, text, column }: Token, wanted: string): ExpressionError {
  return new ExpressionError(column, `${kind === 'end' ? text : `"${text}"`} stands where ${wanted} is wanted`)
}
