import { ExpressionError } from './expression-error.js'

/** One piece of an expression. */
export interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end'
  readonly text: string
  /** Where it begins, counted from 1. */
  readonly column: number
}

const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/
const name = /^[A-Za-z_]\w*/
const sign = /^(?:<=|>=|==|!=|[-+*/%^(),<>])/

/**
 * Cuts an expression into its pieces; the last is its end.
 *
 * @throws {@link ExpressionError} for a character that has no place in one
 */
export function tokens(text: string): Token[] {
  const found: Token[] = []
  for (let at = 0; ; ) {
    at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0
    const rest = text.slice(at)
    const column = at + 1
    if (rest === '') return [...found, { kind: 'end', text: 'the end', column }]
    const [kind, match] = number.test(rest)
      ? (['number', number.exec(rest)] as const)
      : name.test(rest)
        ? (['name', name.exec(rest)] as const)
        : (['sign', sign.exec(rest)] as const)
    if (!match) {
      const character = String.fromCodePoint(rest.codePointAt(0) as number)
      throw new ExpressionError(
        column,
        `"${character}" has no place here; write numbers, names, + - * / % ^, comparisons and parentheses`,
      )
    }
    found.push({ kind, text: match[0], column })
    at += match[0].length
  }
}
