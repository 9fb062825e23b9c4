/** What is wrong with an expression, and in which column. */
export class ExpressionError extends RangeError {
  override readonly name = 'ExpressionError'
  /** Stays the same when the message changes. */
  readonly code = 'EXPRESSION_INVALID'
  /** Where, counted from 1. */
  readonly column: number

  constructor(column: number, message: string) {
    super(`column ${column}: ${message}`)
    this.column = column
  }
}
