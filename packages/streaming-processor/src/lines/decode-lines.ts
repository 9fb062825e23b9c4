import type { LineBlock } from './line-block.js'
import { bufferModule, type NodeBuffer } from './node-buffer.js'

// So many lines are asked at once whether they are plain ASCII, which is decoded faster.
const groupLines = 16

/** Makes strings of the lines from `from` to before `to`; each is a string of its own, which keeps no other alive. */
export function decodeLines(block: LineBlock, from: number, to: number, into: string[]): void {
  if (block.native) decodeNative(block, block.native, from, to, into)
  else decodeWeb(block, from, to, into)
}

function decodeNative(block: LineBlock, bytes: NodeBuffer, from: number, to: number, into: string[]): void {
  const isAscii = bufferModule()?.isAscii
  let line = from
  while (line < to) {
    const stop = Math.min(to, line + groupLines)
    const ascii = isAscii?.(bytes.subarray(block.startOf(line), block.startOf(stop)))
    for (; line < stop; line++) {
      const start = block.startOf(line)
      const end = block.endOf(line)
      into.push(ascii ? bytes.latin1Slice(start, end) : bytes.utf8Slice(start, end))
    }
  }
}

function decodeWeb(block: LineBlock, from: number, to: number, into: string[]): void {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  for (let line = from; line < to; line++) {
    into.push(decoder.decode(block.bytes.subarray(block.startOf(line), block.endOf(line))))
  }
}
