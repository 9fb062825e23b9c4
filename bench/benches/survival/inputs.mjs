// What the programs read: made once per candidate, the same on all sides.
import { writeFileSync } from 'node:fs'

const text = (i, length) => Array.from({ length }, (_, at) => String.fromCharCode(97 + ((i * (at + 7)) % 26))).join('')
const lines = (length, line) => Array.from({ length }, (_, i) => line(i)).join('\n')

const order = i => ({
  id: `order-${String(i).padStart(12, '0')}`,
  customer: { name: text(i, 40), email: `${text(i + 1, 24)}@${text(i + 2, 12)}.example`, since: i % 30 },
  address: { street: text(i + 3, 30), city: text(i + 4, 16), code: text(i + 5, 14) },
  notes: text(i + 6, 400),
  items: Array.from({ length: 12 }, (_, at) => ({
    sku: text(i + at, 20),
    title: text(i * at, 40),
    count: at,
    price: at + 0.25,
  })),
})

/** What a program reads in each burst; what it allocates for that is less than a tenth of 256 MiB. */
export const inputs = {
  records: file =>
    writeFileSync(
      file,
      lines(1500, i => JSON.stringify(order(i))),
    ),
  uploads: file => writeFileSync(file, Buffer.from(Uint8Array.from({ length: 2 ** 23 }, (_, i) => (i * i) >> 7))),
  stream: file =>
    writeFileSync(
      file,
      lines(16_000, i => `${text(i, 120)}/${i}`),
    ),
}
