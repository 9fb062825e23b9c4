// Stores frames without end and says on its output which are stored, until it is killed.
import { writeSync } from 'node:fs'
import { nodeFiles } from '@plimsoll/files/node'
import { auto, FrameStorage, raw } from '@plimsoll/frame-storage'
import { crashGrid, crashShape } from './crash-grid.mjs'

const [directory, session, first, codec] = process.argv.slice(2)
const storage = await FrameStorage.open({
  session,
  shape: crashShape,
  codec: codec === 'auto' ? auto() : raw(),
  backend: nodeFiles({ directory }),
  lockTimeoutMs: 120_000,
})
writeSync(1, 'open\n')
let version = Number(first)

// Three at a time, so that some are waiting for others when the end comes.
await Promise.all([0, 1, 2].map(storeOnAndOn))

async function storeOnAndOn(lane) {
  for (let turn = 0; ; turn++) {
    const index = 3 * (turn % 10) + lane
    const own = ++version
    await storage.storeFrame(index, crashGrid(own))
    writeSync(1, `${index} ${own}\n`)
  }
}
