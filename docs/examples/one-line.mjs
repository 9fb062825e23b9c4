// #region line
import { createServer } from 'node:http'
import { MemoryBudget, MemoryMonitor } from '@plimsoll/memory-monitor'

const monitor = new MemoryMonitor()
const limit = process.env.LINE ?? '512MiB'
const budget = new MemoryBudget({ limit, monitor })

// #endregion line

// #region holders
import { mapConsumer, setConsumer } from '@plimsoll/memory-monitor'

const records = new Map()
const seen = new Set()
budget.register(mapConsumer('records', records), { rebuildCost: 'cheap' })
budget.register(setConsumer('seen ids', seen), { rebuildCost: 'dear' })

// #endregion holders

// #region adapt
import { adapt } from '@plimsoll/memory-monitor'

const buffers = { idle: [], bytes: 0 }
budget.register(
  adapt(buffers, {
    name: 'idle buffers',
    memoryUsage: () => ({ heapBytes: 0, externalBytes: buffers.bytes, entries: buffers.idle.length }),
    reclaim(bytes) {
      let freed = 0
      while (freed < bytes && buffers.idle.length > 0) freed += buffers.idle.pop().byteLength
      buffers.bytes -= freed
      return freed
    },
  }),
  { rebuildCost: 'free' },
)
// #endregion adapt

// #region tenant
const tenants = new Map()

function tenantOf(name) {
  const found = tenants.get(name)
  if (found) return found
  const tenant = new MemoryBudget({ parent: budget, limit: budget.limit / 4, name: `tenant ${name}` })
  tenants.set(name, tenant)
  return tenant
}

function leave(name, tenant) {
  if (tenant.usedBytes > 0 || tenant.explain().waiting.length > 0) return
  tenant.close()
  tenants.delete(name)
}

// #endregion tenant

// #region worker
import { Worker } from 'node:worker_threads'
import { shareBudget } from '@plimsoll/memory-monitor'
import { startWorker } from '@plimsoll/workers'

const counter = startWorker(() => {
  const thread = new Worker(new URL('./one-line-worker.mjs', import.meta.url))
  shareBudget(budget, thread, { name: 'word counter' })
  return thread
})
// #endregion worker

// #region upload
// The bytes that came, their text, and the objects parsed from it.
const timesItsSize = 8

async function upload(request) {
  const size = Number(request.headers['content-length'])
  if (!(size > 0)) return { status: 411, body: { error: 'say how much comes' } }
  const name = request.headers['x-tenant'] ?? 'nobody'
  const tenant = tenantOf(name)
  let payload
  try {
    payload = await tenant.reserve(timesItsSize * size, {
      owner: 'upload',
      timeoutMs: Number(process.env.WAIT_MS ?? 2000),
    })
    const fresh = JSON.parse(await textOf(request, size)).filter(({ id }) => !seen.has(id))
    for (const { id, text } of fresh) {
      records.set(id, { text, words: await counter.call('words', [text]) })
      seen.add(id)
    }
    return { status: 200, body: { fresh: fresh.length } }
  } finally {
    payload?.[Symbol.dispose]()
    leave(name, tenant)
  }
}

async function textOf(request, size) {
  const chunks = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > size) throw new Error('more came than was reserved')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
// #endregion upload

// #region refuse
const refusals = {
  BUDGET_TIMEOUT: { status: 503, headers: { 'retry-after': '1' } },
  BUDGET_DEADLOCK: { status: 503, headers: { 'retry-after': '1' } },
  BUDGET_TOO_LARGE: { status: 413 },
}

function refusal(error) {
  const { status = 400, headers } = refusals[error.code] ?? {}
  return { status, headers, body: { error: error.message } }
}
// #endregion refuse

// #region serve
const server = createServer(async (request, response) => {
  const answer =
    request.url === '/memory' ? { status: 200, body: budget.explain() } : await upload(request).catch(refusal)
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
  response.end(JSON.stringify(answer.body))
})
server.listen(Number(process.env.PORT ?? 8080), () => console.log(`http://localhost:${server.address().port}`))
// #endregion serve

// #region hear
monitor.on('level', ({ level }) => console.error(`memory is ${level}`))
budget.on('reclaim', ({ name, freedBytes }) => console.error(`${name} gave ${freedBytes} bytes`))
budget.on('lost', ({ owner, bytes }) => console.error(`${owner} was never given back: ${bytes} bytes`))
// #endregion hear
