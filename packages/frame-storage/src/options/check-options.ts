import type { BudgetLike } from '@plimsoll/bytes'
import { FrameStorageError } from '../errors.js'
import { type CleanupPlan, hourMs } from '../session/cleanup.js'
import { shown } from '../shown.js'
import type { CleanupOptions } from './opening-options.js'

/** Refuses what are no options, and options that there are not. */
export function checkObject(where: string, options: unknown, allowed: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    const example = where.startsWith('FrameStorage.open') ? "{ session: 'heat', shape: [rows, columns] }" : 'an object'
    throw invalid(`${where} was given ${shown(options)}; give it ${example}`)
  }
  // One that is misspelt would leave its default standing, and the session would be made with that.
  const unknown = Object.keys(options).find(key => !allowed.includes(key))
  if (unknown === undefined) return
  throw invalid(`there is no option ${shown(unknown)} of ${where}; use ${allowed.join(', ')}`)
}

/** Refuses what is no backend, such as the path of a folder. */
export function checkBackend(backend: unknown): void {
  if (backend === undefined) return
  const { open, list, remove, lock } = (backend ?? {}) as Partial<Record<string, unknown>>
  if ([open, list, remove, lock].every(method => typeof method === 'function')) return
  const cure = "give a value of @plimsoll/files, such as platformFiles({ directory: 'frames' })"
  throw invalid(`backend ${shown(backend)}; ${cure}`)
}

/** Refuses a name as a consumer, and a worker, that are none. */
export function checkOpening({ name, worker }: { readonly name?: unknown; readonly worker?: unknown }): void {
  if (name !== undefined && typeof name !== 'string') throw invalid(`name ${shown(name)}; use a text`)
  if (worker === undefined || typeof worker === 'function') return
  throw invalid(`worker ${shown(worker)}; give a function that starts one, such as () => new Worker(…)`)
}

/** Refuses what is no budget. */
export function checkBudget(budget: unknown): void {
  if (budget === undefined || typeof (budget as Partial<BudgetLike> | null)?.register === 'function') return
  throw invalid(`budget ${shown(budget)}; give a MemoryBudget, or what has register()`)
}

/** Refuses a wait that is none. */
export function checkTimeout(lockTimeoutMs: number): void {
  if (typeof lockTimeoutMs === 'number' && lockTimeoutMs >= 0) return
  throw invalid(`lockTimeoutMs ${shown(lockTimeoutMs)}; use milliseconds from 0`)
}

/** Answers what to delete, all options checked. */
export function checkCleanup(where: string, options: CleanupOptions, allowed: readonly string[]): CleanupPlan {
  checkObject(where, options, allowed)
  checkBackend(options.backend)
  const { olderThanMs = hourMs, unfinished = false } = options
  if (!(typeof olderThanMs === 'number' && olderThanMs >= 0)) {
    throw invalid(`olderThanMs ${shown(olderThanMs)} of ${where}; use milliseconds from 0`)
  }
  if (typeof unfinished !== 'boolean') throw invalid(`unfinished ${shown(unfinished)} of ${where}; use true or false`)
  return { olderThanMs, unfinished }
}

/** The refusal of an option. */
export function invalid(message: string): FrameStorageError {
  return new FrameStorageError('FRAMES_INVALID_OPTIONS', message)
}
