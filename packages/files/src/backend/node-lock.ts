import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readlink, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type FileLock, HeldLock, keepTrying, type LockOptions } from '../lock.js'
import { lockMark } from '../names.js'
import { nodeFailure } from './node-file.js'

// Ends the name of a lock whose file its holder keeps open. The system closes it with the thread, and Linux shows who has
// what open: so there a thread that ended keeps no lock.
const openMark = 'open'

/**
 * Takes a lock that a process which was killed does not keep; on Linux neither does a thread that ended.
 *
 * Each contender makes a file of its own whose name says which process it is, then looks whether there are others of
 * living processes; if so it withdraws and tries again. Two can never both stay, since the later of them sees the
 * earlier; and what a dead process left can be removed by anyone at any time, since no name is used twice.
 */
export async function nodeLock(path: string, name: string, options: LockOptions): Promise<FileLock> {
  const start = startOf(process.pid)
  return keepTrying(name, options, async () => {
    try {
      return await attempt(path, name, start)
    } catch (error) {
      throw nodeFailure(name, error)
    }
  })
}

async function attempt(path: string, name: string, start: string | undefined): Promise<FileLock | undefined> {
  const folder = dirname(path)
  const prefix = `${basename(path)}${lockMark}`
  await mkdir(folder, { recursive: true })
  if (await isHeld(folder, prefix)) return undefined
  // Another name each time: whoever found the last one without a holder may be about to remove it.
  const nonce = randomBytes(6).toString('hex')
  const own = `${prefix}${process.pid}-${start}-${nonce}-${openMark}`
  const entry = await enter(folder, own)
  const withdraw = async () => {
    try {
      await rm(join(folder, own), { force: true })
    } catch (error) {
      throw nodeFailure(name, error)
    } finally {
      closeSync(entry)
    }
  }
  try {
    if (!(await isHeld(folder, prefix, own))) return new HeldLock(name, withdraw)
  } catch (error) {
    await withdraw().catch(() => {})
    throw error
  }
  await withdraw()
}

// Not by a `FileHandle`, which is closed when nobody holds it in memory. Open before it has its name, so that nobody ever
// finds it without a holder.
async function enter(folder: string, own: string): Promise<number> {
  const unnamed = join(folder, `${lockMark}${own.slice(own.indexOf(lockMark) + lockMark.length)}`)
  const entry = openSync(unnamed, 'wx')
  try {
    await rename(unnamed, join(folder, own))
  } catch (error) {
    closeSync(entry)
    await rm(unnamed, { force: true }).catch(() => {})
    throw error
  }
  return entry
}

async function isHeld(folder: string, prefix: string, own?: string): Promise<boolean> {
  let held = false
  for (const file of await readdir(folder)) {
    if (file === own) continue
    if (file.startsWith(prefix) && (await isHeldEntry(file))) held = true
    // What has no name yet holds nothing; one that was killed before it had one left that.
    else if (file.startsWith(prefix) || (file.startsWith(lockMark) && !isHolder(contenderOf(file)))) {
      await rm(join(folder, file), { force: true })
    }
  }
  return held
}

/** Whether whoever made this file, by a lock's name and who holds it, still holds the lock. */
export async function isHeldEntry(file: string): Promise<boolean> {
  const contender = contenderOf(file)
  return isHolder(contender) && (!contender.staysOpen || (await isOpenIn(contender.pid, file)))
}

interface Contender {
  readonly pid: number
  readonly start: string | undefined
  readonly staysOpen: boolean
}

function contenderOf(file: string): Contender {
  const [pid, start, , mark] = file.slice(file.lastIndexOf(lockMark) + lockMark.length).split('-')
  return { pid: Number(pid), start, staysOpen: mark === openMark }
}

// A living process of that number is the holder unless it is known to have started at another time.
function isHolder({ pid, start }: Contender): boolean {
  const now = startOf(pid)
  return now !== undefined && (now === start || now === unknown || start === unknown)
}

// Where that cannot be seen, the living process is taken for the holder.
async function isOpenIn(pid: number, file: string): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const folder = `/proc/${pid}/fd`
  try {
    for (const entry of await readdir(folder)) {
      // A name that holds twelve random digits is nobody else's.
      const target = await readlink(join(folder, entry)).catch(unlessClosed)
      if (basename(target) === file) return true
    }
    return false
  } catch {
    return isAlive(pid)
  }
}

// One that was closed in between is none.
function unlessClosed(error: { readonly code?: string }): string {
  if (error.code === 'ENOENT') return ''
  throw error
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
