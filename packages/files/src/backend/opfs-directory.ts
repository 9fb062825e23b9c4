import { FilesError, notFound } from '../errors.js'
import type { FileEntry } from '../file-backend.js'
import { directoryParts, escapePart, nameParts, unescapePart } from '../names.js'
import { webFailure } from './web-failure.js'

// Chromium loses what is not ASCII in a name where its process has no UTF-8 locale, as in containers: so names go escaped.

/**
 * Answers the handle of a file below a directory of the origin private file system.
 *
 * @throws {@link FilesError} `FILES_NOT_FOUND`, `FILES_UNSUPPORTED` where there is no such file system
 */
export async function fileHandle(directory: string, name: string, create: boolean): Promise<FileSystemFileHandle> {
  const [folder, file] = await folderOf(directory, name, create)
  return attempt(name, folder.getFileHandle(escapePart(file), { create }))
}

/** Removes a file; answers whether there was one. */
export async function removeFile(directory: string, name: string): Promise<boolean> {
  try {
    const [folder, file] = await folderOf(directory, name, false)
    await attempt(name, folder.removeEntry(escapePart(file)))
    return true
  } catch (error) {
    if ((error as FilesError).code === 'FILES_NOT_FOUND') return false
    throw error
  }
}

/** Answers all files below a directory, sorted by name. */
export async function listFiles(directory: string, prefix: string): Promise<FileEntry[]> {
  const found: FileEntry[] = []
  let folder: FileSystemDirectoryHandle
  try {
    folder = await descend(directory, directoryParts(directory), false)
  } catch (error) {
    if ((error as FilesError).code === 'FILES_NOT_FOUND') return found
    throw error
  }
  await walk(folder, '', prefix, found)
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function walk(
  folder: FileSystemDirectoryHandle,
  path: string,
  prefix: string,
  found: FileEntry[],
): Promise<void> {
  for await (const [part, handle] of folder.entries()) {
    const name = path + unescapePart(part)
    if (handle.kind === 'directory') await walk(handle as FileSystemDirectoryHandle, `${name}/`, prefix, found)
    else if (name.startsWith(prefix)) {
      try {
        const { size, lastModified } = await (handle as FileSystemFileHandle).getFile()
        found.push({ name, size, modifiedMs: lastModified })
      } catch (error) {
        // Removed by somebody else in between.
        if ((error as Error).name !== 'NotFoundError') throw webFailure(name, error)
      }
    }
  }
}

async function folderOf(
  directory: string,
  name: string,
  create: boolean,
): Promise<[folder: FileSystemDirectoryHandle, file: string]> {
  const parts = nameParts(name)
  const file = parts.pop() as string
  return [await descend(name, [...directoryParts(directory), ...parts], create), file]
}

async function descend(name: string, parts: string[], create: boolean): Promise<FileSystemDirectoryHandle> {
  const storage = globalThis.navigator?.storage
  if (typeof storage?.getDirectory !== 'function') {
    const message =
      'there is no origin private file system here; serve the page by https or from localhost, or use indexedDbFiles'
    throw new FilesError('FILES_UNSUPPORTED', message)
  }
  let folder = await attempt(name, storage.getDirectory())
  for (const part of parts) folder = await attempt(name, folder.getDirectoryHandle(escapePart(part), { create }))
  return folder
}

async function attempt<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if ((error as Error).name === 'NotFoundError') throw notFound(name, error)
    // Waited for elsewhere: whoever has the file open may close it.
    if ((error as Error).name === 'NoModificationAllowedError') throw error
    throw webFailure(name, error)
  }
}
