/** What was dropped: one file, or the files of one folder by their paths. */
export type Dropped =
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'folder'; readonly name: string; readonly files: ReadonlyMap<string, File> }

/** Answers the first thing that was dropped. Must be called while the event is on its way. */
export async function droppedFiles(data: DataTransfer): Promise<Dropped | undefined> {
  const file = data.files[0]
  const entry = data.items[0]?.webkitGetAsEntry?.()
  if (!entry?.isDirectory) return file && { kind: 'file', file }
  const files = new Map<string, File>()
  await collect(entry as FileSystemDirectoryEntry, files)
  return { kind: 'folder', name: entry.name, files }
}

/** Answers the files of a folder that was chosen. */
export function chosenFolder(list: Iterable<File>): Dropped | undefined {
  const files = new Map<string, File>()
  for (const file of list) files.set(file.webkitRelativePath, file)
  const [first] = files.keys()
  return first === undefined ? undefined : { kind: 'folder', name: first.split('/')[0] ?? first, files }
}

async function collect(folder: FileSystemDirectoryEntry, into: Map<string, File>): Promise<void> {
  const reader = folder.createReader()
  for (;;) {
    // A hundred at a time, until there are none.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (entries.length === 0) return
    for (const entry of entries)
      if (entry.isDirectory) await collect(entry as FileSystemDirectoryEntry, into)
      else into.set(entry.fullPath.slice(1), await fileOf(entry as FileSystemFileEntry))
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}
