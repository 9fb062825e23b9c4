import { joinBudget, mapConsumer } from '@plimsoll/memory-monitor'
import { expose } from '@plimsoll/workers'

const budget = joinBudget()
const counts = new Map()
budget.register(mapConsumer('word counts', counts), { rebuildCost: 'free' })

expose({
  words(text) {
    const known = counts.get(text)
    if (known !== undefined) return known
    const count = text.split(/\s+/).filter(Boolean).length
    counts.set(text, count)
    return count
  },
})
