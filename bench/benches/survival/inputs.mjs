// What the programs read: made once per candidate, the same on all sides.
import { writeFileSync } from 'node:fs'

const text = (i, length) => Array.from({ length }, (_, at) => String.fromCharCode(97 + ((i * (at + 7)) % 26))).join('')

const record = i => ({
  id: `record-${String(i).padStart(12, '0')}`,
  name: text(i, 40),
  email: `${text(i + 1, 24)}@${text(i + 2, 12)}.example`,
  size: i % 90,
  score: i + 0.25,
  active: i % 3 === 0,
  address: { street: text(i + 3, 30), city: text(i + 4, 16), code: text(i + 5, 14) },
  tags: [text(i + 6, 12), text(i + 7, 14), text(i + 8, 16)],
})

/** One burst of each program; none allocates more than a tenth of 256 MiB. */
export const inputs = {
  records: file => writeFileSync(file, Array.from({ length: 5000 }, (_, i) => JSON.stringify(record(i))).join('\n')),
  uploads: file => writeFileSync(file, Buffer.from(Uint8Array.from({ length: 2 ** 23 }, (_, i) => (i * i) >> 7))),
  stream: file =>
    writeFileSync(file, Array.from({ length: 50_000 }, (_, i) => String(i * 7919).padStart(16, '0')).join('')),
}
