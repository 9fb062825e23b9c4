import { open } from 'node:fs/promises'
import { dirname } from 'node:path'

// Windows opens no folders, and some file systems flush none: there, names are kept as the system keeps them.
const unflushable = new Set(['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'])

/**
 * Makes the names in a folder, and in those above it up to `top`, outlast a power cut: a file that was flushed is lost all
 * the same where the folder was not told of its name (`fsync(2)`).
 */
export async function flushFolders(folder: string, top: string): Promise<void> {
  for (let at = folder; ; at = dirname(at)) {
    await flushFolder(at)
    if (at === top || at === dirname(at)) return
  }
}

async function flushFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch (error) {
    if (!unflushable.has((error as { code?: string }).code ?? '')) throw error
  }
}
