// The holders on which consumers are held against the truth: how each is filled, and what counts it.
import { mapConsumer, setConsumer } from '@plimsoll/memory-monitor'

const text = (i, length) => String.fromCharCode(...Array.from({ length }, (_, at) => 97 + ((i >> (at % 16)) & 15)))
const record = i =>
  JSON.parse(
    `{"id":${i},"name":"${text(i, 16)}","email":"${text(i, 22)}","score":${i + 0.25},"tags":["${text(i, 12)}"]}`,
  )
const map = (size, make) => ({
  fill: () => new Map(Array.from({ length: size }, (_, i) => [i, make(i)])),
  consumer: holder => mapConsumer('held', holder),
})
const set = (size, memberOf) => ({
  fill: () => new Set(Array.from({ length: size }, (_, i) => memberOf(i))),
  consumer: holder => setConsumer('held', holder),
})

export const kinds = {
  'Map of 50,000 records': map(50_000, record),
  'Map of 50,000 texts by text': {
    fill: () => new Map(Array.from({ length: 50_000 }, (_, i) => [text(i, 20), text(i, 100)])),
    consumer: holder => mapConsumer('held', holder),
  },
  'Map of 400 Buffers of 64 KiB': map(400, () => Buffer.alloc(2 ** 16)),
  'Map of 20,000 texts of 1 to 1,000': map(20_000, i => text(i, 1 + ((i * 7919) % 1000))),
  'Set of 200,000 texts': set(200_000, i => text(i, 20)),
  'Set of 300,000 small integers': set(300_000, i => i),
  'Set of 200,000 fractions': set(200_000, i => i + 0.5),
}
