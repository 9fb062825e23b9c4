// Appends to a log and replaces a manifest without end, and says on its output what is done, until it is killed.
import { writeSync } from 'node:fs'
import { Manifest, RecordLog } from '@plimsoll/files'
import { nodeFiles } from '@plimsoll/files/node'

const [directory, first] = process.argv.slice(2)
const files = nodeFiles({ directory })
const log = await RecordLog.open(files, 'log', { lockTimeoutMs: 0 })
const manifest = await Manifest.open(files, 'state', { lockTimeoutMs: 0 })
let number = Number(first)

await Promise.all([append(), append(), replace()])

// Small ones, and those that are written in parts.
async function append() {
  for (;;) {
    const own = ++number
    await log.append(bytesOf(own))
    writeSync(1, `log ${own}\n`)
  }
}

async function replace() {
  for (;;) {
    const own = ++number
    await manifest.replace(bytesOf(own))
    writeSync(1, `manifest ${own}\n`)
  }
}

function bytesOf(own) {
  return new Uint8Array(new Uint32Array(own % 7 === 0 ? 40_000 : 1 + (own % 300)).fill(own).buffer)
}
