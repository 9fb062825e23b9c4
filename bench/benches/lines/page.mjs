import { lines } from '@plimsoll/streaming-processor'
import { logPart } from './log-text.mjs'

const parts = 64
const blockBytes = 256 * 1024

const reading =
  read =>
  async ({ quick }) => {
    const few = Array.from({ length: 16 }, (_, part) => logPart(part))
    const texts = Array.from({ length: quick ? parts / 4 : parts }, (_, part) => few[part % few.length])
    const blob = new Blob(texts)
    const units = texts.reduce((sum, text) => sum + text.replaceAll('\n', '').length, 0)
    const count = texts.reduce((sum, text) => sum + text.split('\n').length - 1, 0)
    const round = async () => {
      const seen = { lines: 0, units: 0 }
      const from = performance.now()
      await read(blob, line => {
        seen.lines += 1
        seen.units += line.length
      })
      const ms = performance.now() - from
      if (seen.lines !== count || seen.units !== units) throw new Error(`saw ${seen.lines} lines of ${seen.units}`)
      return blob.size / 1000 / ms
    }
    await round()
    return { round }
  }

export const candidates = {
  batches: reading(async (blob, see) => {
    for await (const batch of lines(blob).batches()) for (const line of batch) see(line)
  }),
  oneByOne: reading(async (blob, see) => {
    for await (const line of lines(blob)) see(line)
  }),
  decoderStream: reading(async (blob, see) => {
    let rest = ''
    const reader = blob.stream().pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const cut = (rest + value).split('\n')
      rest = cut.pop()
      for (const line of cut) see(line)
    }
    if (rest) see(rest)
  }),
  lineByLine: reading(async (blob, see) => {
    const decoder = new TextDecoder()
    let rest = new Uint8Array(0)
    for (let at = 0; at < blob.size; at += blockBytes) {
      const block = new Uint8Array(await blob.slice(at, at + blockBytes).arrayBuffer())
      let start = 0
      for (let end = block.indexOf(10); end >= 0; end = block.indexOf(10, start)) {
        if (start === 0) see(decoder.decode(new Uint8Array([...rest, ...block.subarray(0, end)])))
        else see(decoder.decode(block.subarray(start, end)))
        start = end + 1
      }
      rest = block.slice(start)
    }
  }),
  decoder: reading(async (blob, see) => {
    const decoder = new TextDecoder()
    const reader = blob.stream().getReader()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const cut = (rest + decoder.decode(value, { stream: true })).split('\n')
      rest = cut.pop()
      for (const line of cut) see(line)
    }
    if (rest) see(rest)
  }),
}
