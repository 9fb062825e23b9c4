import { FilesError } from './errors.js'
import type { FileEntry, StorageEstimate } from './file-backend.js'

/** What a backend knows of its room. */
export interface RoomKeeper {
  list(): Promise<readonly FileEntry[]>
  estimate(): Promise<StorageEstimate>
  /** The names of the locks that are held. */
  lockedNames(): Promise<ReadonlySet<string>>
}

/** Adds to a refusal what its cure needs. */
export type Explain = (error: FilesError) => Promise<FilesError>

const most = 10

/** Adds to `FILES_FULL` how much is left and which files could go; other errors stay as they are. */
export async function explainFull(error: FilesError, name: string, keeper: RoomKeeper): Promise<FilesError> {
  if (error.code !== 'FILES_FULL' || error.removable) return error
  const { neededBytes = 0, cause } = error
  try {
    const [{ usage, quota }, files, locked] = await Promise.all([
      keeper.estimate(),
      keeper.list(),
      keeper.lockedNames(),
    ])
    const removable = files
      .filter(file => file.name !== name && file.size > 0 && !isLocked(file.name, locked))
      .sort((a, b) => (a.modifiedMs ?? 0) - (b.modifiedMs ?? 0))
      .slice(0, most)
    // An estimate that allows what was refused is none: browsers keep their true quota to themselves.
    const left = Math.max(0, quota - usage)
    const known = left < Math.max(1, neededBytes) ? { availableBytes: left } : {}
    const told = 'availableBytes' in known ? `, ${left} are left` : ''
    const message = `${error.message.split(';')[0]}${told}; ${advice(removable)}`
    return new FilesError('FILES_FULL', message, { cause, neededBytes, ...known, removable })
  } catch {
    // A disk that is full may refuse to be asked, too; what is known stands.
    return error
  }
}

function advice(removable: readonly FileEntry[]): string {
  const [first] = removable
  if (!first) return 'remove what is not needed elsewhere, or allow more'
  const more = removable.length > 1 ? ` and ${removable.length - 1} more` : ''
  return `remove what is not needed, such as "${first.name}" (${first.size} bytes)${more}`
}

// A lock is for the file of its name and for those whose names go on behind it: `state` for `state.a`, too.
function isLocked(name: string, locked: ReadonlySet<string>): boolean {
  return [...locked].some(lock => name === lock || name.startsWith(`${lock}.`))
}
