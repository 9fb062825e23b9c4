/** What `fixtures/job.mjs` exposes. */
export interface JobApi {
  add(left: number, right: number): number
  later(value: string): Promise<string>
  double(values: Float64Array): Float64Array
  lengthOf(values: Float64Array): number
  wait(): Promise<string>
  perhapsWait(waits: boolean): Promise<string> | string
  takeMs(ms: number): number
  failIfOdd(value: number): number
  giveUnlessOdd(value: number): unknown
  behave(how: string): unknown
  dieIf(dies: boolean): Promise<never> | string
  release(value: string): void
  fail(name: 'Error' | 'TypeError' | 'RangeError', message: string): never
  failWithCell(cell: number): never
  failWith(value: unknown): never
  failWithSymbol(): never
  failWithAbort(): never
  failInCircle(): never
  failWithMany(): never
  failUnreadably(hidden: readonly string[]): Promise<never>
  failWithoutText(): Promise<never>
  failWithProxy(): Promise<never>
  failDespiteCheck(): Promise<never>
  giveUnreadably(): Promise<unknown>
  chat(): Promise<string>
  giveFunction(): unknown
  giveNothing(): undefined
  exposeAgain(): void
  die(): Promise<never>
  throwOutside(): Promise<never>
}

/** The class that `failWithCell` throws, on this side. */
export class CellError extends RangeError {
  override readonly name = 'CellError'
  readonly code: string
  declare readonly cell: number

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
