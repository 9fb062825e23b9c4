// One consumer, in a process of its own: node --expose-gc consumers-truth.mjs <kind>
// What it claims to hold, and what it says it gave back, against what the heap and the buffers fall by.
import { kinds } from './consumers-kinds.mjs'

const held = async () => {
  for (let times = 0; times < 3; times++) {
    await new Promise(resolve => setTimeout(resolve, 5))
    gc()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function round({ fill, consumer: consumerOf, drop }) {
  let holder = await fill()
  let consumer = consumerOf(holder)
  // Twice: what filling left behind is no part of what is held.
  await held()
  const full = await held()
  // As a budget does: a few times before it asks.
  for (let calls = 0; calls < 5; calls++) consumer.memoryUsage()
  const { heapBytes, externalBytes } = consumer.memoryUsage()
  const claimed = heapBytes + externalBytes
  const answered = await consumer.reclaim(Math.round(claimed / 3))
  const reclaimed = await held()
  const left = consumer.memoryUsage()
  const dropped = drop?.(holder)
  holder = undefined
  consumer = undefined
  await dropped
  const empty = await held()
  return {
    claimed,
    measured: full - empty,
    answered,
    freed: full - reclaimed,
    claimedAfter: left.heapBytes + left.externalBytes,
    measuredAfter: reclaimed - empty,
  }
}

const rounds = []
for (let times = 0; times < 4; times++) rounds.push(await round(kinds[process.argv[2]]))
// The first rounds also hold what V8 makes to warm up.
console.log(JSON.stringify({ node: process.versions.node, ...rounds.at(-1) }))
