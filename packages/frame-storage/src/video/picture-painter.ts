import type { Grid } from '../frame.js'
import type { FilmPlan } from './film-plan.js'
import { paintCells } from './paint-cells.js'
import { rgbaTable } from './paint-frame.js'
import { PlaneCutter } from './plane-cutter.js'

/** Draws grids on a canvas of the film's size, each cell some whole pixels, as the encoder would show them. */
export class PicturePainter {
  /** Where it draws. */
  readonly canvas: HTMLCanvasElement
  readonly #plan: FilmPlan
  readonly #context: CanvasRenderingContext2D
  readonly #cutter: PlaneCutter
  readonly #table: Uint32Array
  readonly #small: HTMLCanvasElement
  readonly #smallContext: CanvasRenderingContext2D
  readonly #image: ImageData

  constructor(plan: FilmPlan, canvas: HTMLCanvasElement) {
    const { rows, columns } = plan.plane
    this.canvas = Object.assign(canvas, { width: plan.size.width, height: plan.size.height })
    this.#plan = plan
    this.#context = contextOf(canvas)
    this.#context.imageSmoothingEnabled = false
    this.#cutter = new PlaneCutter(plan.plane)
    this.#table = rgbaTable(plan.colours, plan.invalidColour)
    this.#small = Object.assign(document.createElement('canvas'), { width: columns, height: rows })
    this.#smallContext = contextOf(this.#small)
    this.#image = new ImageData(columns, rows)
  }

  /** Draws one grid; what is transparent is seen on black. */
  paint(grid: Grid): void {
    const { plane, range, flipY, size } = this.#plan
    const { rows, columns } = plane
    const into = new Uint32Array(this.#image.data.buffer)
    paintCells(this.#cutter.cut(grid), { rows, columns, range, flipY, table: this.#table, into })
    this.#smallContext.putImageData(this.#image, 0, 0)
    this.#context.fillRect(0, 0, size.width, size.height)
    // First the whole canvas, which leaves the last column and row where the size is odd; then each cell in its place.
    this.#context.drawImage(this.#small, 0, 0, size.width, size.height)
    const exact = [columns * size.scale, rows * size.scale] as const
    if (exact[0] === size.width && exact[1] === size.height) return
    this.#context.fillRect(0, 0, ...exact)
    this.#context.drawImage(this.#small, 0, 0, ...exact)
  }
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext('2d') as CanvasRenderingContext2D
}
