import { StreamError } from '../errors.js'
import { decodeGroups } from './decode-groups.js'
import type { LineBlock } from './line-block.js'
import { carriageReturn } from './line-scanner.js'
import { bufferModule, type NodeBuffer } from './node-buffer.js'

// So many lines are asked at once whether they are plain ASCII, which is decoded faster.
const groupLines = 16

/**
 * Makes strings of the lines from `from` to before `to`; each is a string of its own, which keeps no other alive.
 *
 * @throws {@link StreamError} `STREAM_LINE_TOO_LONG` for a line that no string of this platform holds
 */
export function decodeLines(block: LineBlock, from: number, to: number, into: string[]): void {
  try {
    if (block.native) decodeNative(block, block.native, from, to, into)
    else decodeGroups(block, from, to, into)
  } catch (cause) {
    // Nothing else fails here, and lines of that length come alone.
    const { firstLine: line, offset } = block
    const text = `line ${line}, which starts at byte ${offset}, has ${block.endOf(0)} bytes, more than a string holds; take it by byteLines`
    throw new StreamError('STREAM_LINE_TOO_LONG', text, { cause, line, offset })
  }
}

/** Line by line: a string of a part costs little where no view has to be made for it. */
function decodeNative(block: LineBlock, bytes: NodeBuffer, from: number, to: number, into: string[]): void {
  const isAscii = bufferModule()?.isAscii
  const { ends } = block
  let start = block.startOf(from)
  let place = into.length
  // Grown at once: growing line by line takes some hundredths longer.
  into.length += to - from
  for (let line = from; line < to; ) {
    const stop = Math.min(to, line + groupLines)
    const ascii = isAscii?.(bytes.subarray(start, block.startOf(stop)))
    for (; line < stop; line++) {
      const feed = ends[line] as number
      // Most lines have no CR: only those who may have one take the longer way.
      const end = bytes[feed - 1] === carriageReturn ? block.endOf(line) : feed
      into[place++] = ascii ? bytes.latin1Slice(start, end) : bytes.utf8Slice(start, end)
      start = feed + 1
    }
  }
}
