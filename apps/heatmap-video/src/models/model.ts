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

/**
 * Runs one simulation in time, or works out one value.
 *
 * @param p - values in the order of the model's parameters; the caller's own, and changed between calls
 * @returns the measured number; NaN where there is none
 */
export type Simulate = (p: Float64Array) => number

/** A field that goes from one point in time to the next, all of its cells at once. */
export interface Evolution {
  /** What it is now: planes (z), rows (y), columns (x). Its own: copy what is to stay. */
  readonly values: Float32Array
  /** Goes to a later time; to an earlier one it cannot. */
  advanceTo(time: number): void
}

/** What a model that the user writes is made of. */
export interface ModelSource {
  /** What it is, for people. */
  readonly label: string
  /** One that works. */
  readonly example: string
  /** What is allowed, in a sentence. */
  readonly hint: string
  /**
   * Refuses what cannot be a source, before anything is started.
   *
   * @param names - what it may take: `x`, `y`, `t`, and `z` where frames are volumes
   * @throws `RangeError` that says what is wrong and where
   */
  check(text: string, names: readonly string[]): void
  /**
   * Makes what computes a cell; called in the worker.
   *
   * @param names - as for `check`; also the order of the values that it gets
   * @param base - what an address is relative to
   */
  prepare(text: string, names: readonly string[], base?: string): Simulate | Promise<Simulate>
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
  /** Axes that make a film worth watching; with `z`, its frames are volumes unless told otherwise. */
  readonly axes: { readonly x: Span; readonly y: Span; readonly t: Span; readonly z?: Span }
  /** How it computes a cell, where each is a simulation of its own. */
  readonly simulate?: Simulate
  /** How the user's own model becomes such a one. */
  readonly source?: ModelSource
  /**
   * How it computes whole frames, one out of the other; then `x`, `y` and `z` are the sides of a cube.
   *
   * @param shape - planes, rows, columns
   * @param p - values of the parameters by name
   */
  readonly evolve?: (shape: readonly [number, number, number], p: Readonly<Record<string, number>>) => Evolution
}

/** A model in which each cell is a simulation of its own. */
export interface CellModel extends Model {
  readonly simulate: Simulate
}
