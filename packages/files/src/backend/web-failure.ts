import { FilesError, full, notFound } from '../errors.js'

/** Puts a browser's error into this package's words. */
export function webFailure(name: string, cause: unknown, neededBytes = 0): FilesError {
  if (cause instanceof FilesError) return cause
  const { name: kind, message } = cause as { name?: string; message?: string }
  if (kind === 'QuotaExceededError') return full(name, neededBytes, cause)
  if (kind === 'NotFoundError') return notFound(name, cause)
  return new FilesError('FILES_FAILED', `the browser refused file "${name}": ${kind}: ${message}`, { cause })
}
