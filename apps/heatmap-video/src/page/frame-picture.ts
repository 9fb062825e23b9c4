import type { Grid } from '@plimsoll/frame-storage'
import { cutPlane, paintFrame, type ValueRange } from '@plimsoll/frame-storage/video'
import { computed, effect, signal } from '@preact/signals'
import { type RangeChoice, usualRange } from '../colour-range.js'
import { type ColourName, colours as coloursOf, flipY, invalidColour } from '../colours.js'
import { frameShape, type Job } from '../job.js'
import { pictureShape, planeOf, usualView, type View } from '../view.js'
import { shown } from './sweep-state.js'

/** The colour map in use. */
export const colourName = signal<ColourName>('viridis')

/** Its 256 colours. */
export const colours = computed(() => coloursOf(colourName.value))

/** Which values have the first and the last colour. */
export const rangeChoice = signal<RangeChoice>(usualRange)

/** The values with the first and the last colour now; `NaN` while nothing is known. */
export const colourRange = signal<ValueRange>({ min: Number.NaN, max: Number.NaN })

/** What of a volume is drawn. */
export const shownView = signal<View>(usualView)

/** The cell under the pointer or the keyboard's cursor. */
export const pointed = signal<{ column: number; row: number }>()

/** The value of the pointed cell in the frame on show. */
export const pointedValue = signal(NaN)

const leastMsBetweenPaints = 100

const none = new Float32Array(0)

let columns = 0
let rows = 0
let sized: Job | undefined
/** The frame on show. */
let cells = none
/** What of it was drawn last: of a plane all of it. */
let drawn: Grid = cells
let image: ImageData | undefined
let canvas: HTMLCanvasElement | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let painted = 0
let pending: { index: number; t: number; chosen: boolean } | undefined

/**
 * Makes room for the frames of a job: one frame and one image, used for every frame; for none, where there is no job.
 */
export function sizePicture(job: Job | undefined): void {
  clearTimeout(timer)
  timer = pending = undefined
  sized = job
  const length = job ? frameShape(job).reduce((product, steps) => product * steps, 1) : 1
  if (cells.length !== length) cells = new Float32Array(length)
  sizeView()
  image?.data.fill(0)
  shown.value = undefined
}

// A plane is beyond the last of a smaller volume: the view of an earlier job is none of this one.
function sizeView(): void {
  let view = shownView.peek()
  const planes = sized?.[view.axis]?.steps ?? 1
  if (sized?.z && view.kind === 'slice' && view.index >= planes) {
    view = { ...view, index: planes - 1 }
    shownView.value = view
  }
  const [height, width] = sized ? pictureShape(sized, view) : [1, 1]
  drawn = none
  if (columns !== width || rows !== height || !image) {
    columns = width
    rows = height
    image = new ImageData(width, height)
  }
  if (canvas) attach(canvas)
}

/** The buffer that frames are read into; show it with {@link showRead}. */
export function pictureBuffer(): Float32Array<ArrayBuffer> {
  return cells
}

/** Shows a frame soon: at most ten a second are painted, the last always. The frame is copied and stays the caller's. */
export function showCopy(index: number, t: number, frame: Float32Array): void {
  cells.set(frame)
  showRead(index, t, false)
}

/** Shows what was read into {@link pictureBuffer}. */
export function showRead(index: number, t: number, chosen: boolean): void {
  pending = { index, t, chosen }
  schedule()
}

/** Gives the picture the canvas to be painted on; `null` takes it away. */
export function attach(target: HTMLCanvasElement | null): void {
  canvas = target ?? undefined
  if (!canvas) return
  if (canvas.width !== columns) canvas.width = columns
  if (canvas.height !== rows) canvas.height = rows
  schedule()
}

function schedule(): void {
  timer ??= setTimeout(paint, Math.max(0, painted + leastMsBetweenPaints - performance.now()))
}

function paint(): void {
  timer = undefined
  painted = performance.now()
  if (pending) shown.value = pending
  pending = undefined
  if (!image || !canvas || !sized || !shown.peek()) return
  // What was drawn is let go before the next plane is taken out of its volume.
  drawn = none
  drawn = sized.z ? cutPlane(cells, planeOf(sized, shownView.peek())).grid : cells
  const { min, max } = colourRange.peek()
  paintFrame(drawn, {
    shape: [rows, columns],
    range: { min, max },
    colours: colours.peek(),
    invalidColour,
    into: image.data,
    flipY,
  })
  canvas.getContext('2d')?.putImageData(image, 0, 0)
  readPointed()
}

function readPointed(): void {
  const cell = pointed.peek()
  pointedValue.value = cell ? (drawn[cell.row * columns + cell.column] ?? NaN) : NaN
}

effect(() => {
  void colours.value
  void colourRange.value
  schedule()
})
effect(() => {
  void pointed.value
  readPointed()
})
effect(() => {
  void shownView.value
  pointed.value = undefined
  sizeView()
  schedule()
})
