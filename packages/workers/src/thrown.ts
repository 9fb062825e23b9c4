import { WorkersError } from './errors.js'

/**
 * A class of errors with a code, of the form that all packages here have: such errors arrive as its instances.
 *
 * Told apart by the `name` of its instances, which minifiers leave alone.
 */
export type ErrorClass = new (code: never, message: string, options?: ErrorOptions) => Error

/** An error in plain data, since cloning an `Error` loses its class and its fields. */
export interface PlainError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly fields: Record<string, unknown>
  /** It is a `DOMException`, which has no class of its own name: `AbortError`, `QuotaExceededError`, … are names alone. */
  readonly dom: boolean
  readonly cause?: Thrown
  readonly errors?: readonly Thrown[]
}

/** Whatever was thrown, on its way out of the worker. */
export type Thrown = { readonly error: PlainError } | { readonly value: unknown }

/**
 * Turns what was thrown into what can be sent, whatever it is. What of it cannot be read or cloned is left out or told
 * as text: getters, proxies and `toString` are code of others, which may throw.
 */
export function packThrown(thrown: unknown, depth = 0): Thrown {
  if (isError(thrown)) return { error: packError(thrown, depth) }
  try {
    return { value: structuredClone(thrown) }
  } catch {
    return { value: textOf(thrown) }
  }
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return textOf(isError(thrown) ? (attempt(() => thrown.message) ?? 'its message cannot be read') : thrown)
}

function packError(error: Error, depth: number): PlainError {
  const fields: Record<string, unknown> = {}
  for (const key of attempt(() => Object.keys(error)) ?? []) {
    if (told.has(key)) continue
    try {
      // The clone, not what it was made of, whose getters may throw when they are read once more.
      fields[key] = structuredClone(Reflect.get(error, key))
    } catch {
      // The error without this field is worth more than none.
    }
  }
  const stack: unknown = attempt(() => error.stack)
  const errors = attempt(() => error instanceof AggregateError && [...error.errors])
  const cause = attempt(() => 'cause' in error && { thrown: error.cause })
  // A chain that leads back to itself ends somewhere.
  const deeper = depth < 8
  return {
    name: textOf(attempt(() => error.name) ?? 'Error'),
    message: messageOf(error),
    stack: typeof stack === 'string' ? stack : undefined,
    fields,
    dom: attempt(() => isDomException(error)) ?? false,
    ...(deeper && cause && { cause: packThrown(cause.thrown, depth + 1) }),
    ...(deeper && errors && { errors: errors.map(part => packThrown(part, depth + 1)) }),
  }
}

/** Turns what was sent back into what was thrown, as an instance of its class where that is known. */
export function unpackThrown(thrown: Thrown, classes: readonly ErrorClass[]): unknown {
  if (!('error' in thrown)) return thrown.value
  const { error: plain } = thrown
  const options = plain.cause && { cause: unpackThrown(plain.cause, classes) }
  const error = instanceOf(plain, classes, options)
  if (error.name !== plain.name) setHidden(error, 'name', plain.name)
  if (plain.errors) {
    setHidden(
      error,
      'errors',
      plain.errors.map(part => unpackThrown(part, classes)),
    )
  }
  for (const [key, value] of Object.entries(plain.fields)) attempt(() => Reflect.set(error, key, value))
  // The stack of the worker: that of this side tells of the message's arrival alone.
  if (plain.stack !== undefined) setHidden(error, 'stack', plain.stack)
  return error
}

const told = new Set(['name', 'message', 'stack', 'cause', 'errors'])
const builtIn: readonly (new (message: string, options?: ErrorOptions) => Error)[] = [
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
]

function instanceOf(plain: PlainError, classes: readonly ErrorClass[], options: ErrorOptions | undefined): Error {
  const { name, message } = plain
  if (plain.dom && typeof DOMException === 'function') return new DOMException(message, name)
  for (const Class of [WorkersError as ErrorClass, ...classes]) {
    try {
      const error = new Class(plain.fields.code as never, message, options)
      if (error.name === name) return error
    } catch {
      // A constructor of another form: the error comes as a plain one.
    }
  }
  if (name === 'AggregateError') return new AggregateError([], message, options)
  return new (builtIn.find(Class => Class.name === name) ?? Error)(message, options)
}

function isDomException(thrown: Error): boolean {
  return typeof DOMException === 'function' && thrown instanceof DOMException
}

function isError(thrown: unknown): thrown is Error {
  return attempt(() => thrown instanceof Error) ?? false
}

function textOf(value: unknown): string {
  return attempt(() => String(value)) ?? `${typeof value} without a text`
}

/** What code of others answers, or nothing when it throws. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function setHidden(error: Error, key: string, value: unknown): void {
  Reflect.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: false })
}
