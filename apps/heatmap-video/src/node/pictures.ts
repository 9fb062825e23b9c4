import { join } from 'node:path'
import type { BudgetLike } from '@plimsoll/bytes'
import type { FrameStorage } from '@plimsoll/frame-storage'
import { paintFrame } from '@plimsoll/frame-storage/video'
import { rangeOf } from '../colour-range.js'
import { colours, flipY, invalidColour } from '../colours.js'
import { giveBack } from '../give-back.js'
import { countCells, type Job } from '../job.js'
import { frameBytesOf, tableBytesOf } from '../load-line.js'
import { pictureShape, planeBytesOf, planeOf, type View } from '../view.js'
import type { MemoryWatch } from './memory-peak.js'
import { enlarge, pixelsPerCell, writePng } from './png.js'
import type { RenderOptions, RenderReport } from './render.js'

// Filtered rows in a buffer that doubles, what zlib makes of them, the file in a buffer that doubles.
const encodedTimes = 4

/** What was painted. */
export interface Pictures {
  /** The values with the first and the last colour. */
  readonly range: NonNullable<RenderReport['range']>
  /** Paths, in the order of the frames. */
  readonly files: readonly string[]
  readonly width: number
  readonly height: number
  readonly bytes: number
}

/** The file of a frame: numbered from 1, all names of a job equally long. */
export function pictureName(index: number, frames: number): string {
  return `frame-${String(index + 1).padStart(Math.max(4, String(frames).length), '0')}.png`
}

/**
 * The most bytes in which pictures are made: two frames, one of them read ahead; the pixels, per cell and enlarged; and
 * those once more, as the encoder filters and packs them.
 */
export function pictureBytesOf(job: Job, view: View, wanted: number | undefined): number {
  const [rows, columns] = pictureShape(job, view)
  const scale = pixelsPerCell(rows, columns, wanted)
  const small = 4 * rows * columns
  const large = small * scale * scale
  return 2 * frameBytesOf(job) + planeBytesOf(job) + (scale === 1 ? small : small + large) + encodedTimes * large
}

/** Paints all frames of a storage, one at a time, with one range of colours for all; reserved before the first. */
export async function writePictures(
  job: Job,
  storage: FrameStorage<'float32'>,
  folder: string,
  held: { readonly memory: MemoryWatch; readonly budget: BudgetLike },
  options: RenderOptions,
): Promise<Pictures> {
  const { scale, signal, view } = options
  // The storage keeps its tables meanwhile.
  const bytes = pictureBytesOf(job, view, scale) + tableBytesOf(job)
  const reserved = await held.budget.reserve(bytes, { owner: 'pictures', signal })
  try {
    return await paintAll(job, storage, folder, held.memory, options)
  } finally {
    giveBack(reserved)
  }
}

async function paintAll(
  job: Job,
  storage: FrameStorage<'float32'>,
  folder: string,
  memory: MemoryWatch,
  { colours: map, scale: wanted, view, range: choice, signal, onProgress }: RenderOptions,
): Promise<Pictures> {
  const [rows, columns] = pictureShape(job, view)
  const { min, max } = rangeOf(choice, storage)
  const none = Number.isNaN(min) // no cell of any frame has a value
  const scale = pixelsPerCell(rows, columns, wanted)
  const small = new Uint8ClampedArray(rows * columns * 4)
  const large = scale === 1 ? small : new Uint8ClampedArray(small.length * scale * scale)
  const painting = {
    ...planeOf(job, view),
    range: none ? { min: 0, max: 1 } : { min, max },
    colours: colours(map),
    invalidColour,
    flipY,
    into: small,
  }
  const { total } = countCells(job)
  const files: string[] = []
  let bytes = 0
  const startMs = performance.now()
  for await (const { index, grid } of storage.getAllFrames({ to: job.t.steps })) {
    signal.throwIfAborted()
    paintFrame(grid, painting)
    if (large !== small) enlarge(small, columns, scale, large)
    const file = join(folder, pictureName(index, job.t.steps))
    bytes += await writePng(file, large, columns * scale, rows * scale)
    files.push(file)
    memory.look()
    const etaSeconds = ((performance.now() - startMs) / 1000 / files.length) * (job.t.steps - files.length)
    const frames = { frames: files.length, framesTotal: job.t.steps }
    onProgress({ phase: 'render', cells: total, cellsTotal: total, ...frames, cellsPerSecond: 0, etaSeconds })
  }
  const range = none ? { min: null, max: null } : { min, max }
  return { range, files, width: columns * scale, height: rows * scale, bytes }
}
