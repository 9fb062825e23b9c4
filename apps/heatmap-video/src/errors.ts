/** What can be wrong with a job, by name. */
export type JobErrorCode =
  | 'JOB_INVALID'
  | 'JOB_UNKNOWN_MODEL'
  | 'JOB_UNKNOWN_PARAMETER'
  | 'JOB_INVALID_AXIS'
  | 'JOB_AXIS_TWICE'
  | 'JOB_INVALID_FIXED'
  | 'JOB_OUT_OF_RANGE'
  | 'JOB_INVALID_RANGE'
  | 'JOB_INVALID_SOURCE'
  | 'JOB_INVALID_VIEW'
  | 'JOB_UNSTABLE'
  | 'JOB_TOO_LARGE'

/** A job that cannot be done as it was written. */
export class JobError extends RangeError {
  override readonly name = 'JobError'
  /** What is wrong; stays the same when the message changes. */
  readonly code: JobErrorCode

  constructor(code: JobErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** What can go wrong in a sweep, by name. */
export type SweepErrorCode = 'SWEEP_LINE_TOO_LOW' | 'SWEEP_MODEL_FAILED' | 'SWEEP_WRONG_STORAGE'

/** A sweep that ended early; what was stored stays. */
export class SweepError extends Error {
  override readonly name = 'SweepError'
  /** What happened; stays the same when the message changes. */
  readonly code: SweepErrorCode
  /** Flat index of the cell in which the model threw. */
  readonly cell: number | undefined
  /** The model's parameters in that cell, by name. */
  readonly parameters: Readonly<Record<string, number>> | undefined

  constructor(
    code: SweepErrorCode,
    message: string,
    options: ErrorOptions & { cell?: number; parameters?: Readonly<Record<string, number>> } = {},
  ) {
    super(message, options)
    this.code = code
    this.cell = options.cell
    this.parameters = options.parameters
  }
}

const moduleCodes = ['MODULE_NOT_FOUND', 'MODULE_NO_EXPORT'] as const

/** What can be wrong with a user's own module, by name. */
export type ModuleErrorCode = (typeof moduleCodes)[number]

/** Whether a code is one of those. */
export function isModuleCode(code: unknown): code is ModuleErrorCode {
  return moduleCodes.some(known => known === code)
}

/** A module that cannot be a model. */
export class ModuleError extends Error {
  override readonly name = 'ModuleError'
  /** What is wrong; stays the same when the message changes. */
  readonly code: ModuleErrorCode

  constructor(code: ModuleErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** What can be wrong with a file of frames, by name. */
export type DataErrorCode = 'DATA_FILE_NEEDED' | 'DATA_WRONG_SHAPE'

/** A file whose frames cannot be those of a sweep. */
export class DataError extends RangeError {
  override readonly name = 'DataError'
  /** What is wrong; stays the same when the message changes. */
  readonly code: DataErrorCode

  constructor(code: DataErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
