// Stores frames without end and says on its output which are stored, until it is killed.
import { writeSync } from 'node:fs'
import { nodeFiles } from '@plimsoll/files/node'
import { auto, FrameStorage, raw } from '@plimsoll/frame-storage'

const [directory, first, codec] = process.argv.slice(2)
const storage = await FrameStorage.open({
  session: 'run',
  shape: [100, 100],
  backend: nodeFiles({ directory }),
  codec: codec === 'auto' ? auto() : raw(),
})
let version = Number(first)

// Three at a time, so that some are waiting for others when the end comes.
await Promise.all([0, 1, 2].map(storeOnAndOn))

async function storeOnAndOn(lane) {
  for (let turn = 0; ; turn++) {
    const index = 3 * (turn % 50) + lane
    const own = ++version
    await storage.storeFrame(index, new Float32Array(10_000).fill(own))
    writeSync(1, `${index} ${own}\n`)
  }
}
