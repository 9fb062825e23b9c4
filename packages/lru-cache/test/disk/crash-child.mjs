// Puts, deletes, clears and flushes without end, and says on its output what it is about to do and what was flushed, until it is
// killed.
import { writeSync } from 'node:fs'
import { DiskTier } from '@plimsoll/lru-cache/disk'

const [directory, first, maxDiskBytes] = process.argv.slice(2)
const tier = await DiskTier.open({ directory, maxDiskBytes, lockTimeoutMs: 0 })
let number = Number(first)
// After "mulberry32" (Tommy Ettinger), so that each life is another one.
let state = number
const dice = sides => {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), state | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
}

for (;;) {
  const own = ++number
  const key = dice(40)
  const what = dice(100)
  if (what < 60) {
    writeSync(1, `put ${own} ${key}\n`)
    tier.put(`key ${key}`, new Uint32Array(dice(10) === 0 ? 40_000 : 1 + dice(800)).fill(own))
  } else if (what < 80) {
    writeSync(1, `delete ${own} ${key}\n`)
    tier.delete(`key ${key}`)
  } else if (what === 80) {
    writeSync(1, `clear ${own} 0\n`)
    tier.clear()
  } else if (what < 90) {
    await tier.flush()
    writeSync(1, `flushed ${own} 0\n`)
  } else await tier.get(`key ${key}`)
}
