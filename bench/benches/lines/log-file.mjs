// The file that all candidates read, made once in the temp folder.
import { closeSync, existsSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logPart } from './log-text.mjs'

/**
 * A file of so many parts, and what is in it. The last line has no end, for peers do not agree on what follows it.
 *
 * @returns {{ path: string, bytes: number, lines: number, units: number }} `units`: UTF-16 units of all lines
 */
export function logFile(parts) {
  const path = join(tmpdir(), `plimsoll-bench-lines-${parts}.log`)
  const made = !existsSync(path) && openSync(`${path}.${process.pid}`, 'w')
  let bytes = 0
  let lines = 0
  let units = 0
  // Some parts in turn are enough: what is read was long forgotten when it comes again.
  const few = Array.from({ length: Math.min(parts, 16) }, (_, part) => logPart(part))
  const facts = few.map(text => ({
    bytes: Buffer.from(text),
    lines: text.split('\n').length - 1,
    units: text.replaceAll('\n', '').length,
  }))
  for (let part = 0; part < parts; part++) {
    const fact = facts[part % facts.length]
    const content = part === parts - 1 ? fact.bytes.subarray(0, -1) : fact.bytes
    if (made) writeSync(made, content)
    bytes += content.length
    lines += fact.lines
    units += fact.units
  }
  if (made) {
    closeSync(made)
    // At once, so that another process that looks for it finds all or nothing.
    renameSync(`${path}.${process.pid}`, path)
  }
  if (statSync(path).size !== bytes) throw new Error(`${path} is another file; remove it`)
  return { path, bytes, lines, units }
}
