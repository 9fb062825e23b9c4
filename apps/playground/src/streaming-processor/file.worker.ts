import { byteLines, type Range, records } from '@plimsoll/streaming-processor'
import { expose } from '@plimsoll/workers'
import { countRecord, emptyTally, maxKeptBad, type Tally } from './tally.js'

/** A range of a file, in bytes. The file itself stays where it is: only its handle is sent. */
export interface FileRange extends Range {
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
  const reading = records(file, { range: { start, end }, onBadLine: 'collect', maxBad: maxKeptBad })
  for await (const batch of reading.batches()) for (const record of batch) countRecord(tally, record)
  tally.lines = reading.position.line - 1
  tally.bad = reading.bad
  tally.blank = tally.lines - tally.records - tally.bad
  for (const { line, text, reason } of reading.badLines) {
    // Of the line by itself, which is line 1 to the parser: beside its number in the file that reads as a contradiction.
    const why = (reason as Error).message.replace(/ \(line 1 column \d+\)$/, '')
    tally.firstBad.push({ line, text, reason: why })
  }
  return tally
}

expose({ countLines, countFields })
