// Asks for a lock with room for one open file: its own takes it, and there is none to look whether others have the lock.
import { closeSync, openSync, readdirSync } from 'node:fs'
import { nodeFiles } from '@plimsoll/files/node'

const [directory] = process.argv.slice(2)
const files = nodeFiles({ directory })
const refusals = []
const open = []
fill()
closeSync(open.pop())
for (let times = 0; times < 3; times++) {
  await files.lock('f', { timeoutMs: 0 }).catch(error => refusals.push(`${error.code}: ${error.cause.code}`))
}
for (const file of open) closeSync(file)
const left = readdirSync(directory)
const isFree = await files.lock('f', { timeoutMs: 0 }).then(
  lock => lock.release().then(() => true),
  () => false,
)
process.stdout.write(JSON.stringify({ refusals, left, isFree }))

function fill() {
  try {
    for (;;) open.push(openSync(import.meta.filename, 'r'))
  } catch (error) {
    if (error.code !== 'EMFILE') throw error
  }
}
