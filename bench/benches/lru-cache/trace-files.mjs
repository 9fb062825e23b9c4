// Traces of real systems, from a folder of the user's: they are large, and others', so they are not kept here.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

export const variable = 'PLIMSOLL_TRACES'

export const whereFrom = `${variable} names the folder. Each file of it is a trace: one key per line, or a line of ARC's form (first block, number of blocks, two more), text or .gz. Many lie among the test resources of Caffeine's simulator (github.com/ben-manes/caffeine, simulator/src/main/resources; its Rewriter writes others as one key per line)`

/** @returns {Promise<{ name: string, trace: Uint32Array }[]>} keys are numbered in the order in which they appear */
export async function traceFiles() {
  const folder = process.env[variable]
  if (!folder) throw new Error(`There are no traces. ${whereFrom}.`)
  const names = readdirSync(folder).filter(name => !name.startsWith('.'))
  if (names.length === 0) throw new Error(`${folder} is empty. ${whereFrom}.`)
  return names.sort().map(name => ({ name, trace: numbered(lines(join(folder, name))) }))
}

function lines(path) {
  const bytes = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1').split(/\r?\n/)
}

function numbered(all) {
  const numbers = new Map()
  const trace = []
  const ask = key => {
    let number = numbers.get(key)
    if (number === undefined) {
      number = numbers.size
      numbers.set(key, number)
    }
    trace.push(number)
  }
  for (const line of all) {
    const text = line.trim()
    // LIRS's traces mark places by a star.
    if (text === '' || text === '*') continue
    const blocks = /^(\d+)\s+(\d+)\s+\d+\s+\d+$/.exec(text)
    if (!blocks) ask(text)
    else for (let at = 0; at < Number(blocks[2]); at++) ask(String(Number(blocks[1]) + at))
  }
  return Uint32Array.from(trace)
}
