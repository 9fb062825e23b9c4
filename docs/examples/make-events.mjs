// Writes a file of events, one JSON value per line: `node make-events.mjs events.ndjson 2048` makes 2 GB.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { argv } from 'node:process'

const [path, megabytes] = argv.slice(2)
const file = createWriteStream(path)
const kinds = ['view', 'click', 'order', 'refund']
let number = 0
for (let written = 0; written < Number(megabytes) * 2 ** 20; ) {
  let text = ''
  for (let line = 0; line < 10_000; line++, number++) {
    text += `{"id":${number},"kind":"${kinds[(number * 7) % 4]}","cents":${(number * 7919) % 10_000}}\n`
  }
  written += text.length
  if (!file.write(text)) await once(file, 'drain')
}
file.end()
await once(file, 'close')
console.log(number)
