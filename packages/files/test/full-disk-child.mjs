// Appends to a log where files may not grow beyond a limit, which the one that starts it sets, and says how it ended.
import { Manifest, RecordLog } from '@plimsoll/files'
import { nodeFiles } from '@plimsoll/files/node'

const [directory] = process.argv.slice(2)
const files = nodeFiles({ directory })
const log = await RecordLog.open(files, 'log')
const manifest = await Manifest.open(files, 'state')
await manifest.replace(new Uint8Array(100).fill(1))
let records = 0
const told = error => ({ code: error.code, neededBytes: error.neededBytes, hasCause: error.cause !== undefined })
const refusals = []
while (refusals.length === 0) {
  await log.append(new Uint8Array(records % 3 === 0 ? 70_001 : 1001).fill(records)).then(
    () => records++,
    error => refusals.push(told(error)),
  )
}
await manifest.replace(new Uint8Array(300_000)).catch(error => refusals.push(told(error)))
const end = log.end
await log.close()
await manifest.close()
console.log(JSON.stringify({ records, end, refusals }))
