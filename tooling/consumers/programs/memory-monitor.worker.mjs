// Holds memory of the budget that is shared with this worker, and leaves.
import { joinBudget } from '@plimsoll/memory-monitor'

const budget = joinBudget()
budget.reserve('8MiB').then(held => {
  held[Symbol.dispose]()
  budget.close()
})
