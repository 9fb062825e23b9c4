// Keeps rendered pages below a size, counted in bytes.
import assert from 'node:assert/strict'
import { formatBytes, parseBytes, sizeOf } from '@plimsoll/bytes'

const limit = parseBytes('64 KiB')
const pages = new Map()
let held = 0
for (let number = 0; number < 100; number++) {
  const page = { path: `/${number}`, html: `<p>page ${number}</p>`.repeat(100), seen: new Set([number]) }
  pages.set(page.path, page)
  held += sizeOf(page)
  for (const [path, oldest] of pages) {
    if (held <= limit) break
    pages.delete(path)
    held -= sizeOf(oldest)
  }
}

assert.equal(limit, 65_536)
assert.ok(pages.has('/99') && !pages.has('/0'), 'the newest stays, the oldest goes')
assert.ok(sizeOf(pages) >= held / 2, `${formatBytes(sizeOf(pages))} against ${formatBytes(held)}`)
assert.throws(() => parseBytes('64 KB'), { code: 'BYTES_UNKNOWN_UNIT' })
