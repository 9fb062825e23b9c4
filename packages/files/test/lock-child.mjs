// Takes a lock again and again, and counts how often somebody else was inside as well.
import { closeSync, openSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { nodeFiles } from '@plimsoll/files/node'

const [directory, meeting, children, least] = process.argv.slice(2)
const room = join(directory, 'inside')
// Whoever looks for the lock among them takes a while, in which its holder may withdraw and come back.
for (let at = 0; at < 200; at++) openSync(import.meta.filename, 'r')
const files = nodeFiles({ directory })
let locks = 0
let overlaps = 0

// All begin together, and go on until the last of them has had the lock often enough: fewer would not be in each other's way.
tell('began')
while (count('began') < children) await setImmediate()
while (count('enough') < children) {
  const lock = await files.lock('f')
  if (++locks === Number(least)) tell('enough')
  if (enter()) {
    for (let turn = locks % 5; turn > 0; turn--) await setImmediate()
    unlinkSync(room)
  } else overlaps++
  await lock.release()
}
process.stdout.write(JSON.stringify({ locks, overlaps }))

function tell(what) {
  writeFileSync(join(meeting, `${what} ${process.pid}`), '')
}

function count(what) {
  return readdirSync(meeting).filter(name => name.startsWith(what)).length
}

function enter() {
  try {
    closeSync(openSync(room, 'wx'))
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}
