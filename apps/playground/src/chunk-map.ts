// A picture of all chunks of a sweep: a square each, or one for several where there are too many.
const maxSquares = 5000
const gap = 1

/** Colours told apart with any sight, on light and dark (Okabe and Ito). */
export const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#b8a800', '#7a7a7a']

/** Draws chunks as they are done. */
export class ChunkMap {
  readonly #context: CanvasRenderingContext2D
  readonly #columns: number
  readonly #side: number
  readonly #chunksPerSquare: number

  /** Clears the canvas and makes it as high as so many chunks need. */
  constructor(canvas: HTMLCanvasElement, chunks: number) {
    const context = canvas.getContext('2d')
    if (!context) throw new Error('this browser has no canvas')
    this.#context = context
    this.#chunksPerSquare = Math.ceil(chunks / maxSquares)
    const squares = Math.ceil(chunks / this.#chunksPerSquare)
    const width = Math.round(canvas.clientWidth * devicePixelRatio)
    this.#columns = Math.max(12, Math.ceil(Math.sqrt(squares * 4)))
    this.#side = Math.max(2, Math.floor(width / this.#columns))
    const rows = Math.ceil(squares / this.#columns)
    canvas.width = this.#columns * this.#side
    canvas.height = rows * this.#side
    context.fillStyle = 'rgb(128 128 128 / 0.18)'
    for (let square = 0; square < squares; square++) this.#fill(square)
  }

  /** Marks a chunk as done by the worker of that number. */
  mark(chunk: number, worker: number): void {
    this.#context.fillStyle = colours[worker % colours.length] as string
    const square = Math.floor(chunk / this.#chunksPerSquare)
    this.#clear(square)
    this.#fill(square)
  }

  #clear(square: number): void {
    const [x, y] = this.#place(square)
    this.#context.clearRect(x, y, this.#side, this.#side)
  }

  #fill(square: number): void {
    const [x, y] = this.#place(square)
    this.#context.fillRect(x, y, this.#side - gap, this.#side - gap)
  }

  #place(square: number): [x: number, y: number] {
    return [(square % this.#columns) * this.#side, Math.floor(square / this.#columns) * this.#side]
  }
}
