/** What went wrong, in words for the person at the page. */
export interface Problem {
  /** What happened. */
  readonly title: string
  /** What to do now. */
  readonly advice: string
  /** The error's own words; empty where the others say it all. */
  readonly detail: string
  /** That nothing of the sweep on show failed. */
  readonly notice?: true
}

const lostWorker = [
  'The worker that keeps the frames was lost',
  'The browser may be short of memory: close other tabs and continue, frames of a file by dropping it again. What is stored is kept.',
] as const

const known: Record<string, readonly [title: string, advice: string]> = {
  FRAMES_SESSION_LOCKED: [
    'This sweep is open in another tab',
    'Go on there, or close that tab and try again here. Its frames are safe.',
  ],
  FRAMES_SESSION_MISMATCH: [
    'The stored frames belong to a different grid',
    'Discard them, or change a step count so that this becomes a sweep of its own.',
  ],
  FRAMES_DAMAGED: [
    'A stored frame is damaged',
    'Continue: it is simulated again. Where that does not help, discard this sweep and run it again.',
  ],
  FRAMES_FAILED: [
    'The disk failed while frames were stored',
    'What is stored is kept: continue. Where that does not help, look after the disk.',
  ],
  WORKER_DIED: lostWorker,
  // Asked after its end, what took its place has nothing open.
  FRAMES_CLOSED: lostWorker,
  FILES_FULL: [
    'The browser has no more room for frames',
    'Discard sweeps you no longer need, free space on the disk, or take fewer steps; then continue. What is stored is kept.',
  ],
  FILES_UNSUPPORTED: [
    'This browser cannot keep frames on disk',
    'The page needs the origin private file system: open it over https or from this machine, in a current Chrome, Edge, Firefox or Safari, and not in a private window.',
  ],
  VIDEO_UNSUPPORTED: [
    'This browser cannot encode this film',
    'Try the other format or a smaller scale; films need WebCodecs, as in a current Chrome or Edge.',
  ],
  VIDEO_EMPTY: ['There is no frame to film yet', 'Run the sweep first.'],
  VIDEO_INVALID_OPTIONS: ['The film cannot be made like this', 'Change the film settings and render again.'],
  SWEEP_LINE_TOO_LOW: [
    'The line is too low for one frame',
    'Raise maxMemory in the address, or take fewer steps. Nothing was started.',
  ],
  SWEEP_MODEL_FAILED: [
    'The model failed in one cell',
    'All frames stored so far are kept. Change the axis that leads there, or try again.',
  ],
  MODULE_NOT_FOUND: [
    'The module could not be loaded',
    'Check the address. A module of another site has to be allowed by that site (CORS) and by this page’s content policy (script-src); then try again.',
  ],
  MODULE_NO_EXPORT: [
    'The module exports no simulate',
    'Export a function: export function simulate({ x, y, t }) { return … }. Then reload the page and try again.',
  ],
  DATA_FILE_NEEDED: [
    'The file is needed again',
    'Drop it onto this page once more: the frames that are stored are kept, and the others are read.',
  ],
  DATA_WRONG_SHAPE: [
    'This file has no frames that can be shown',
    'Arrays of (t, y, x) are films of planes, of (t, z, y, x) films of volumes; reshape it, in NumPy by a[None] or np.moveaxis.',
  ],
  NPY_DAMAGED: [
    'This file is damaged, or no .npy file',
    'Fetch or save it again, in NumPy by np.save. What was read is kept.',
  ],
  ZARR_NOT_FOUND: [
    'This folder has no Zarr array that can be shown',
    'Drop the folder of one array, v3 or v2, of (t, y, x) or (t, z, y, x), or a group with one such array.',
  ],
  ZARR_DAMAGED: ['This Zarr array is damaged', 'Fetch or save it again. What was read is kept.'],
  ZARR_UNSUPPORTED: [
    'This Zarr array has elements, codecs or a shape that are not read',
    'Save real numbers of (t, y, x) or (t, z, y, x).',
  ],
  NPY_UNSUPPORTED: [
    'This file has elements that are not read',
    'Save real numbers in C order, in NumPy by np.save(name, np.ascontiguousarray(a, "float32")).',
  ],
  STREAM_TASK_FAILED: ['A part of the sweep failed in its worker', 'All frames stored so far are kept. Try again.'],
  STREAM_WORKER_LOST: [
    'A worker was lost twice in the same place',
    'The browser may be short of memory: close other tabs and continue. What is stored is kept.',
  ],
  WORKER_START_FAILED: [
    'A worker did not start',
    'Reload the page; behind a strict content policy, allow workers from this site.',
  ],
}

/** Finds words for an error: the first of it and its causes that has a code we know. */
export function explain(error: unknown): Problem {
  const detail = describe(error)
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth++) {
    const code = (cause as { code?: unknown }).code
    const words = typeof code === 'string' ? known[code] : undefined
    // Two layers say so, each in its own words: nothing that a person could use.
    if (words && isLocked(cause)) return { title: words[0], advice: words[1], detail: '', notice: true }
    if (words) return { title: words[0], advice: words[1], detail }
    if (cause.name === 'QuotaExceededError') return explain(Object.assign(new Error(detail), { code: 'FILES_FULL' }))
    if (cause.name === 'AddressError')
      return {
        title: 'The address of this page asks for something it cannot do',
        advice: 'Correct the address, or set the sweep up here.',
        detail,
      }
    if (cause.name === 'JobError')
      return { title: 'This job cannot be run', advice: 'Change what is named below.', detail }
  }
  return { title: 'Something unexpected failed', advice: 'Try again; frames that are stored are kept.', detail }
}

/** Whether frames cannot be opened because somebody else has them open. */
export function isLocked(error: unknown): boolean {
  return (error as { readonly code?: unknown } | undefined)?.code === 'FRAMES_SESSION_LOCKED'
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error && !error.message.includes(error.cause.message) ? error.cause.message : ''
  return cause ? `${error.message} (${cause})` : error.message
}
