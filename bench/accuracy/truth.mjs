// The truth about one kind of value: heap and external bytes given back after garbage collection, over many copies.
// Run by size-of.mjs in a process of its own, since what V8 learns from one kind changes how it lays out the next.
import { sizeOf } from '@plimsoll/bytes'
import { composites, kinds } from './kinds.mjs'
import { unseen } from './unseen.mjs'

const collected = async () => {
  // What V8 does on other threads ends first.
  await new Promise(resolve => setTimeout(resolve, 5))
  gc()
  gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const { copies, make, unreported = 0 } = { ...kinds, ...composites, ...unseen }[process.argv[2]]
const hold = new Array(copies).fill(null)
const fill = () => {
  for (let at = 0; at < copies; at++) hold[at] = make(at + 5000)
}
const rounds = []
for (let round = 0; round < 6; round++) {
  fill()
  const full = await collected()
  hold.fill(null)
  rounds.push((full - (await collected())) / copies)
}
// The first round also frees what V8 made to warm up.
const measured = rounds.slice(1).sort((one, other) => one - other)[2] + unreported

const claim = () => {
  let sum = 0
  for (const value of hold) sum += sizeOf(value)
  return sum
}

// Looking must not change what it measures, once the code that looks is warm.
fill()
let claimed = 0
const changes = []
for (let round = 0; round < 4; round++) {
  hold.fill(null)
  fill()
  const before = await collected()
  claimed = claim()
  changes.push(((await collected()) - before) / copies)
}
const changed = changes.slice(1).sort((one, other) => one - other)[1]
console.log(JSON.stringify({ node: process.versions.node, measured, claimed: claimed / copies, changed }))
