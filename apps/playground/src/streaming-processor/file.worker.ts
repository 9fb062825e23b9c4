import { byteLines, type GridChunk, lines } from '@plimsoll/streaming-processor'
import { expose } from '@plimsoll/workers'
import { countBad, countRecord, emptyTally, type Tally } from './tally.js'

/** A range of a file, in bytes. The file itself stays where it is: only its handle is sent. */
export interface FileRange extends GridChunk {
  readonly file: File
}

/** Counts the lines that begin in the range, without making a string of any. */
async function countLines({ file, start, end }: FileRange): Promise<Tally> {
  const tally = emptyTally()
  for await (const batch of byteLines(file, { range: { start, end } })) {
    for (let line = 0; line < batch.count; line++) {
      const bytes = batch.end(line) - batch.start(line)
      if (bytes === 0) tally.blank += 1
      if (bytes > tally.longest.bytes || tally.longest.line === 0)
        tally.longest = { bytes, line: tally.lines + line + 1 }
    }
    tally.lines += batch.count
  }
  return tally
}

/** Counts the fields of the records whose lines begin in the range. */
async function countFields({ file, start, end }: FileRange): Promise<Tally> {
  const tally = emptyTally()
  for await (const batch of lines(file, { range: { start, end } }).batches()) {
    for (const line of batch) {
      tally.lines += 1
      if (line.trim() === '') tally.blank += 1
      else countText(tally, line)
    }
  }
  return tally
}

function countText(tally: Tally, text: string): void {
  let record: unknown
  try {
    record = JSON.parse(text)
  } catch (error) {
    countBad(tally, { line: tally.lines, reason: (error as Error).message, text: text.slice(0, 60) })
    return
  }
  countRecord(tally, record)
}

expose({ countLines, countFields })
