// A file of one line, and how long it takes to read it.
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** @returns {{ path: string, bytes: number }} a file of so many MiB of ASCII, without any line end */
export function longFile(mebibytes) {
  const path = join(tmpdir(), `plimsoll-bench-long-line-${mebibytes}.txt`)
  const bytes = mebibytes * 2 ** 20
  if (!existsSync(path)) {
    writeFileSync(
      `${path}.${process.pid}`,
      'one long line of sixty-four bytes, and it has no end at all ... '.repeat(bytes / 64),
    )
    renameSync(`${path}.${process.pid}`, path)
  }
  return { path, bytes }
}

/** The shortest of some readings, in milliseconds; the line is checked. */
export async function timesOf(read, { path, bytes }, times) {
  let shortest = Number.POSITIVE_INFINITY
  for (let time = 0; time < times; time++) {
    const seen = { lines: 0, units: 0 }
    const from = performance.now()
    await read(path, seen)
    shortest = Math.min(shortest, performance.now() - from)
    if (seen.lines !== 1 || seen.units !== bytes) throw new Error(`saw ${seen.lines} lines of ${seen.units} units`)
  }
  return shortest
}
