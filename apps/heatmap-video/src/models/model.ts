/** One number that a model takes. */
export interface Parameter {
  /** Its name in jobs and on the command line. */
  readonly id: string
  /** What it is, for people. */
  readonly label: string
  /** Its unit; empty for a pure number. */
  readonly unit: string
  /** The least value that makes sense. */
  readonly min: number
  /** The largest value that makes sense. */
  readonly max: number
  /** What stands where a job names none. */
  readonly value: number
}

/** From where to where an axis runs, both ends included. */
export interface Span {
  /** The parameter that changes along the axis. */
  readonly parameter: string
  /** The first value. */
  readonly from: number
  /** The last value. */
  readonly to: number
}

/** Something to simulate: numbers in, one number out. */
export interface Model {
  /** Its name in jobs and on the command line. */
  readonly id: string
  /** Goes up when the same parameters give another number, so that frames of the older model are not taken for its own. */
  readonly version: number
  /** Its name, for people. */
  readonly title: string
  /** What is simulated, in a sentence or two. */
  readonly summary: string
  /** What comes out; `invalid` says what NaN means. */
  readonly output: { readonly label: string; readonly unit: string; readonly invalid: string }
  /** What goes in, in the order in which `simulate` reads it. */
  readonly parameters: readonly Parameter[]
  /** Axes that make a film worth watching. */
  readonly axes: { readonly x: Span; readonly y: Span; readonly t: Span }
  /**
   * Runs one simulation in time.
   *
   * @param p - values in the order of `parameters`
   * @returns the measured number; NaN where there is none
   */
  simulate(p: Float64Array): number
}
