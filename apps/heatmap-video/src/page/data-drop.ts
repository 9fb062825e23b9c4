import { effect, signal } from '@preact/signals'
import { type DataFile, openDataFile, openDataFolder } from '../data-file.js'
import { fillDraft } from './draft-job.js'
import { type Dropped, droppedFiles } from './dropped-files.js'
import { workers } from './page-start.js'
import { startSweep, tellProblem } from './sweep-control.js'
import { busy, notice, opening as openingFrames } from './sweep-state.js'

/** Whether a file is being held over the page. */
export const dragging = signal(false)

/** Whether a file is being opened. */
const opening = { file: false }

/** Makes the frames of a `.npy` file, or of a folder with a Zarr array, those of a sweep: each is stored as it is read. */
export async function takeDropped(dropped: Dropped): Promise<void> {
  if (opening.file) return
  opening.file = true
  try {
    // The frames of the last visit are just being opened: that takes a moment.
    await settled()
    if (busy.peek()) {
      notice.value = 'Stop what is under way first; then drop the file again.'
      return
    }
    const opened = await openDropped(dropped).catch(tellProblem)
    if (!opened) return
    fillDraft(opened.job)
    await startSweep(opened.job, { workers, file: opened })
  } finally {
    opening.file = false
  }
}

function openDropped(dropped: Dropped): Promise<DataFile> {
  return dropped.kind === 'folder'
    ? openDataFolder(dropped.name, dropped.files)
    : openDataFile(dropped.file.name, dropped.file.size, dropped.file)
}

function settled(): Promise<void> {
  return new Promise(resolve => {
    let stop: (() => void) | undefined
    let over = false
    stop = effect(() => {
      if (openingFrames.value) return
      over = true
      resolve()
      stop?.()
    })
    if (over) stop()
  })
}

/** Takes files that are dropped anywhere onto the page. */
export function acceptDrops(): void {
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
  addEventListener('dragover', event => {
    if (!holdsFiles(event)) return
    event.preventDefault()
    dragging.value = true
  })
  addEventListener('dragleave', event => {
    // Left for good, not for an element of the page.
    if (event.relatedTarget === null) dragging.value = false
  })
  addEventListener('drop', event => {
    if (!holdsFiles(event)) return
    event.preventDefault()
    dragging.value = false
    if (event.dataTransfer)
      droppedFiles(event.dataTransfer).then(dropped => dropped && takeDropped(dropped), tellProblem)
  })
}
