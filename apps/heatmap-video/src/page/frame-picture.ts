import { paintFrame } from '@plimsoll/frame-storage/video'
import { computed, effect, signal } from '@preact/signals'
import { type ColourName, colours as coloursOf, flipY, invalidColour } from '../colours.js'
import { range, shown } from './sweep-state.js'

/** The colour map in use. */
export const colourName = signal<ColourName>('viridis')

/** Its 256 colours. */
export const colours = computed(() => coloursOf(colourName.value))

/** The cell under the pointer or the keyboard's cursor. */
export const pointed = signal<{ column: number; row: number }>()

/** The value of the pointed cell in the frame on show. */
export const pointedValue = signal(NaN)

const leastMsBetweenPaints = 100

let columns = 0
let rows = 0
let grid = new Float32Array(0)
let image: ImageData | undefined
let canvas: HTMLCanvasElement | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let painted = 0
let pending: { index: number; t: number; chosen: boolean } | undefined

/**
 * Makes room for frames of so many cells: one grid and one image, used for every frame.
 */
export function sizePicture(width: number, height: number): void {
  clearTimeout(timer)
  timer = pending = undefined
  if (columns !== width || rows !== height || !image) {
    columns = width
    rows = height
    grid = new Float32Array(width * height)
    image = new ImageData(width, height)
  }
  image.data.fill(0)
  if (canvas) attach(canvas)
  shown.value = undefined
}

/** The buffer that frames are read into; show it with {@link showRead}. */
export function pictureBuffer(): Float32Array<ArrayBuffer> {
  return grid
}

/** Shows a frame soon: at most ten a second are painted, the last always. The grid is copied and stays the caller's. */
export function showCopy(index: number, t: number, cells: Float32Array): void {
  grid.set(cells)
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
  if (!image || !canvas || !shown.peek()) return
  const { min, max } = range.peek()
  paintFrame(grid, {
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
  pointedValue.value = cell ? (grid[cell.row * columns + cell.column] ?? NaN) : NaN
}

effect(() => {
  void colours.value
  void range.value
  schedule()
})
effect(() => {
  void pointed.value
  readPointed()
})
