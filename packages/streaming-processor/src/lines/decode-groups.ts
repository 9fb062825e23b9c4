import type { LineBlock } from './line-block.js'

// Enough lines that the call does not count, few enough that their text stays in the processor's cache.
const groupBytes = 4096
// Below this length V8 copies a part of a string anyway.
const leastSlice = 13

let decoder: TextDecoder | undefined

/**
 * Makes strings of lines where each call of the platform's decoder costs more than the line: several lines are decoded at
 * once, and cut apart as text.
 */
export function decodeGroups(block: LineBlock, from: number, to: number, into: string[]): void {
  decoder ??= new TextDecoder('utf-8', { ignoreBOM: true })
  for (let line = from; line < to; ) {
    const start = block.startOf(line)
    let stop = line + 1
    while (stop < to && block.startOf(stop + 1) - start <= groupBytes) stop++
    if (stop === line + 1) into.push(decoder.decode(block.bytes.subarray(start, block.endOf(line))))
    else cutGroup(decoder.decode(block.bytes.subarray(start, block.startOf(stop))), block, line, stop, into)
    line = stop
  }
}

function cutGroup(text: string, block: LineBlock, from: number, to: number, into: string[]): void {
  const start = block.startOf(from)
  // A character has at least as many bytes as units: as many in all means one for one, so that the places are the same.
  if (text.length === block.startOf(to) - start) {
    for (let line = from; line < to; line++) {
      into.push(copied(text.substring(block.startOf(line) - start, block.endOf(line) - start)))
    }
    return
  }
  let at = 0
  for (let line = from; line < to; line++) {
    const feed = text.indexOf('\n', at)
    into.push(copied(text.substring(at, text[feed - 1] === '\r' && feed > at ? feed - 1 : feed)))
    at = feed + 1
  }
}

/**
 * Engines keep a part of a string as a view of the whole, which would then live as long as any of its lines. To cut
 * something off a sum, they have to write the sum out: a copy of this line alone.
 */
function copied(part: string): string {
  return part.length < leastSlice ? part : `${part} `.slice(0, -1)
}
