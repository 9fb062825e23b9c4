// Stands in for a container where none can be made: reads the resident memory of a process, and kills it above the line.
import { closeSync, openSync, readSync } from 'node:fs'

const pageBytes = 4096
const everyMs = 4

export function watch(child, lineBytes) {
  const file = openSync(`/proc/${child.pid}/statm`)
  const text = Buffer.alloc(128)
  let highest = 0
  let killed = false
  const timer = setInterval(() => {
    let resident
    try {
      resident = Number(text.toString('latin1', 0, readSync(file, text, 0, 128, 0)).split(' ')[1]) * pageBytes
    } catch {
      return // It has just ended.
    }
    highest = Math.max(highest, resident)
    if (resident <= lineBytes || killed) return
    killed = true
    child.kill('SIGKILL')
  }, everyMs)
  return {
    stop() {
      clearInterval(timer)
      closeSync(file)
    },
    killed: () => killed,
    seen: () => ({ limit: 'watched', highestMiB: highest / 2 ** 20 }),
  }
}
