// Takes a lock again and again, and counts how often somebody else was inside as well.
import { closeSync, openSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { nodeFiles } from '@plimsoll/files/node'

const [directory, mostMs] = process.argv.slice(2)
const room = join(directory, 'inside')
// Whoever looks for the lock among them takes a while, in which its holder may withdraw and come back.
for (let at = 0; at < 200; at++) openSync(import.meta.filename, 'r')
const files = nodeFiles({ directory })
const end = performance.now() + Number(mostMs)
let locks = 0
let overlaps = 0
while (performance.now() < end) {
  const lock = await files.lock('f')
  locks++
  if (enter()) {
    for (let turn = locks % 5; turn > 0; turn--) await setImmediate()
    unlinkSync(room)
  } else overlaps++
  await lock.release()
}
process.stdout.write(JSON.stringify({ locks, overlaps }))

function enter() {
  try {
    closeSync(openSync(room, 'wx'))
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}
