import { shown } from '../check.js'
import { MemoryError } from '../errors.js'

/** What one is told who asks a budget that is closed, or waits there. */
export function budgetClosed(budget: string, owner: string): MemoryError {
  const text = `${shown(owner)} asks for bytes of the budget ${shown(budget)}, which is closed`
  return new MemoryError('BUDGET_CLOSED', `${text}: end what lives by it, or make a new budget and register there`)
}

/** What one is told who asks by a reservation that was given up, or waits by one. */
export function reservationGone(budget: string, owner: string): MemoryError {
  const text = `${shown(owner)} asks for bytes of the budget ${shown(budget)} by a reservation that was disposed`
  return new MemoryError('BUDGET_CLOSED', `${text}: register or reserve anew, and dispose it after the last use`)
}
