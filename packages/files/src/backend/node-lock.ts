import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type FileLock, HeldLock, keepTrying, type LockOptions } from '../lock.js'
import { lockMark } from '../names.js'

/**
 * Takes a lock that a process which was killed does not keep. A thread of it that ended does: others cannot see threads.
 *
 * Each contender makes a file of its own whose name says which process it is, then looks whether there are others of
 * living processes; if so it withdraws and tries again. Two can never both stay, since the later of them sees the
 * earlier; and what a dead process left can be removed by anyone at any time, since no name is used twice.
 */
export async function nodeLock(path: string, name: string, options: LockOptions): Promise<FileLock> {
  const folder = dirname(path)
  const prefix = `${basename(path)}${lockMark}`
  const own = `${prefix}${process.pid}-${startOf(process.pid)}-${randomBytes(6).toString('hex')}`
  const withdraw = () => rm(join(folder, own), { force: true })
  await mkdir(folder, { recursive: true })
  return keepTrying(name, options, async () => {
    if (await isHeld(folder, prefix, own)) return undefined
    await writeFile(join(folder, own), '', { flag: 'wx' })
    if (!(await isHeld(folder, prefix, own))) return new HeldLock(name, withdraw)
    await withdraw()
  })
}

async function isHeld(folder: string, prefix: string, own: string): Promise<boolean> {
  let held = false
  for (const file of await readdir(folder)) {
    if (!file.startsWith(prefix) || file === own) continue
    const [pid, start] = file.slice(prefix.length).split('-')
    if (isHolder(Number(pid), start)) held = true
    else await rm(join(folder, file), { force: true })
  }
  return held
}

// A living process of that number is the holder unless it is known to have started at another time.
function isHolder(pid: number, start: string | undefined): boolean {
  const now = startOf(pid)
  return now !== undefined && (now === start || now === unknown || start === unknown)
}

// Where a process hides when it started, as `/proc` may be mounted.
const unknown = 'unknown'

/**
 * Answers when a process was started, in a unit of the platform's own, `'unknown'` where that is hidden, or `undefined`
 * where it does not run. A number is given to a new process some time after the old one's end; number and start together
 * never are.
 */
export function startOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined
  try {
    if (process.platform === 'linux') return linuxStart(pid)
    if (process.platform === 'win32') return unknown
    // In the user's language nobody could read the date.
    const env = { ...process.env, LC_ALL: 'C' }
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env })
    const startMs = Date.parse(text)
    return Number.isNaN(startMs) ? unknown : String(startMs)
  } catch {
    // Ended in between, or hidden from us: the latter counts as running.
    return isAlive(pid) ? unknown : undefined
  }
}

function linuxStart(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // The second field is the program's name in brackets, and may hold spaces and brackets itself.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie has ended; only its parent has not asked yet.
  return state === 'Z' ? undefined : fields[18]
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}
