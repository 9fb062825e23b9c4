import { formatBytes, parseBytes } from '@plimsoll/bytes'
import { MemoryBudget } from '@plimsoll/memory-monitor'
import { byId, show, showProblem, textOf } from './dom.js'
import { deadlock } from './memory-monitor/deadlock.js'
import { EventLog } from './memory-monitor/event-log.js'
import { HolderRow } from './memory-monitor/holder-rows.js'
import { BlockHolder, blockBytes, type Holder, MapHolder, type Terms } from './memory-monitor/holders.js'
import { drawLoad } from './memory-monitor/load-bar.js'
import { Requests } from './memory-monitor/requests.js'

const line = byId('line', HTMLInputElement)
const size = byId('size', HTMLInputElement)
const deadlockButton = byId('deadlock', HTMLButtonElement)

const burstRequests = 10
const burstKeepMs = 500

const holders: readonly Holder[] = [
  new BlockHolder('thumbnails', { rebuildCost: 'free', weight: 1, min: 0 }),
  new BlockHolder('search index', { rebuildCost: 'dear', weight: 2, min: 4 * blockBytes }),
  new BlockHolder('tiles', { rebuildCost: 'cheap', weight: 1, min: 0 }),
  new MapHolder('readings', { rebuildCost: 'cheap', weight: 1, min: 0 }),
]
const names = holders.map(({ name }) => name)
const firstTerms = new Map(holders.map(holder => [holder, holder.terms]))

const log = new EventLog()
const requests = new Requests(() => draw())
let budget = newBudget()
let peak = 0

function newBudget(): MemoryBudget {
  const made = new MemoryBudget({ limit: line.valueAsNumber * blockBytes, name: 'page' })
  log.follow(made)
  made.on('wait', () => queueMicrotask(draw))
  return made
}

/** Makes a budget with its line where the slider is: everybody joins anew. */
function rebuild(): void {
  requests.endAll()
  budget.close()
  budget = newBudget()
  peak = 0
  for (const holder of holders) holder.join(budget, holder.terms)
  for (const holder of holders) want(holder, Math.min(holder.wantedBytes, budget.limit))
}

/** Puts the line elsewhere, or says why it stays. */
function moveLine(): void {
  const before = budget.limit / blockBytes
  showProblem('line-problem')
  try {
    rebuild()
  } catch (error) {
    line.valueAsNumber = before
    rebuild()
    showProblem('line-problem', `${textOf(error)}. The line stays at ${formatBytes(budget.limit)}.`)
  }
}

function startOver(): void {
  for (const id of ['line-problem', 'request-problem']) showProblem(id)
  for (const field of [line, size]) field.value = field.defaultValue
  for (const holder of holders) {
    holder.wantedBytes = 0
    holder.terms = firstTerms.get(holder) ?? holder.terms
  }
  rebuild()
  requests.startOver()
  for (const row of rows) row.showTerms()
  log.clear()
}

function want(holder: Holder, bytes: number): void {
  holder.wantedBytes = bytes
  const all = holder.fill()
  if (!all) log.note(`${holder.name} was refused more: it is itself the next to give back`)
  // What it brought above the line without asking is taken from whoever is next.
  if (!holder.asks && budget.usedBytes > budget.limit) void budget.reclaim(budget.usedBytes - budget.limit)
  draw()
}

/** Lets a holder join on other terms; on the former ones where those are refused, and throws why. */
function join(holder: Holder, terms: Terms): void {
  const before = holder.terms
  try {
    holder.join(budget, terms)
  } catch (error) {
    holder.join(budget, before)
    throw error
  } finally {
    want(holder, holder.wantedBytes)
  }
}

async function ask(bytes: number, keepMs?: number): Promise<void> {
  const asked = budget
  try {
    const started = requests.start(budget, bytes, keepMs)
    draw()
    await started
  } catch (error) {
    if (asked === budget) showProblem('request-problem', error)
  }
}

const rows = holders.map(
  (holder, index) =>
    new HolderRow(holder, index, { want: bytes => want(holder, bytes), join: terms => join(holder, terms) }),
)

function draw(): void {
  const explanation = budget.explain()
  const { limit, usedBytes, waiting } = explanation
  peak = Math.max(peak, usedBytes)
  show('line-text', formatBytes(limit))
  show('used', formatBytes(usedBytes))
  show('free', formatBytes(Math.max(0, limit - usedBytes)))
  show('peak', formatBytes(peak))
  show('waiting', String(waiting.length))
  drawLoad(explanation, names)
  for (const row of rows) row.show(explanation)
  requests.show(explanation)
}

line.addEventListener('input', () => show('line-text', formatBytes(line.valueAsNumber * blockBytes)))
line.addEventListener('change', moveLine)
byId('request', HTMLFormElement).addEventListener('submit', event => {
  event.preventDefault()
  showProblem('request-problem')
  try {
    void ask(parseBytes(size.value))
  } catch (error) {
    showProblem('request-problem', error)
  }
})
byId('burst', HTMLButtonElement).addEventListener('click', () => {
  showProblem('request-problem')
  const bytes = Math.floor(budget.limit / 4)
  for (let request = 0; request < burstRequests; request++) void ask(bytes, burstKeepMs)
})
deadlockButton.addEventListener('click', async () => {
  const asked = budget
  showProblem('request-problem')
  deadlockButton.disabled = true
  requests.endAll()
  const guaranteed = holders.reduce((sum, { terms }) => sum + terms.min, 0)
  const error = await deadlock(budget, guaranteed).catch((failed: unknown) => failed)
  deadlockButton.disabled = false
  // Of a budget that is closed by now, nobody wants to know.
  if (asked !== budget) return
  if (error !== undefined) showProblem('request-problem', error)
  else log.note('No deadlock: there was room enough in what the holders are guaranteed and do not hold')
  log.note('Both orders have given back what they held')
  draw()
})
byId('reset', HTMLButtonElement).addEventListener('click', startOver)
rebuild()
