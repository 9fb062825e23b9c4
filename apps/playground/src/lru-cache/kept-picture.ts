import type { CacheStats } from '@plimsoll/lru-cache'
import { byId, grouped } from '../dom.js'
import { percent } from './hit-ratio-chart.js'
import type { Kept } from './simulation.js'

// How often an entry was found since it came: from what count on, and how it is said.
const shades = [
  { from: 0, text: 'never' },
  { from: 1, text: 'once or twice' },
  { from: 3, text: '3 to 9 times' },
  { from: 10, text: '10 times or more' },
] as const

const shadeOf = (found: number) => shades.filter(({ from }) => found >= from).length - 1
// As the page's style has it for this moment's light or dark.
const paintOf = (shade: number) => getComputedStyle(byId(`shade-${shade}`, HTMLElement)).backgroundColor
const maxNamed = 40
const maxSquares = 16_384

/** Says what the colours mean. */
export function showShades(legend: HTMLElement): void {
  legend.replaceChildren(
    'Found again:',
    ...shades.map(({ text }, shade) => {
      const entry = document.createElement('span')
      const swatch = document.createElement('i')
      swatch.id = `shade-${shade}`
      swatch.className = `shade-${shade}`
      entry.append(swatch, text)
      return entry
    }),
  )
}

/** What one policy keeps: a square for each entry, with its key where there are few. */
export class KeptPicture {
  readonly #facts = document.createElement('p')
  readonly #named = document.createElement('ol')
  readonly #canvas = document.createElement('canvas')
  readonly #empty = document.createElement('p')

  constructor(name: string, place: HTMLElement) {
    const room = document.createElement('section')
    const heading = document.createElement('h3')
    heading.textContent = name
    this.#facts.className = 'unit'
    this.#named.className = 'kept'
    this.#canvas.className = 'kept'
    this.#canvas.setAttribute('role', 'img')
    this.#empty.className = 'empty'
    this.#empty.textContent = 'Nothing yet.'
    room.append(heading, this.#facts, this.#empty, this.#named, this.#canvas)
    place.append(room)
    this.show([], undefined)
  }

  /** @param entries - who would leave last at the beginning */
  show(entries: Iterable<[string | number, Kept]>, stats: CacheStats | undefined): void {
    const count = stats?.entries ?? 0
    this.#empty.hidden = count > 0
    this.#named.hidden = count === 0 || count > maxNamed
    this.#canvas.hidden = count <= maxNamed
    this.#facts.textContent = stats
      ? `${grouped(count)} ${count === 1 ? 'entry' : 'entries'} · ${percent(stats.hitRatio || 0)} hits, ${percent(stats.recentHitRatio || 0)} of late`
      : ''
    if (count > maxNamed) this.#draw(entries, count)
    else
      this.#named.replaceChildren(
        ...Array.from(entries, ([key, { found }]) => {
          const item = document.createElement('li')
          item.textContent = String(key)
          item.className = `shade-${shadeOf(found)}`
          item.title = `found ${found} times`
          return item
        }),
      )
  }

  #draw(entries: Iterable<[string | number, Kept]>, count: number): void {
    const canvas = this.#canvas
    const context = canvas.getContext('2d')
    if (!context) throw new Error('this browser has no canvas')
    const paints = shades.map((_, shade) => paintOf(shade))
    const each = Math.ceil(count / maxSquares)
    const squares = Math.ceil(count / each)
    const width = Math.round(canvas.clientWidth * devicePixelRatio)
    const columns = Math.max(16, Math.ceil(Math.sqrt(squares)))
    const side = Math.max(1, Math.floor(width / columns))
    const gap = side > 3 ? 1 : 0
    canvas.width = columns * side
    canvas.height = Math.ceil(squares / columns) * side
    const seen = shades.map(() => 0)
    let at = 0
    for (const [, { found }] of entries) {
      const shade = shadeOf(found)
      seen[shade] = (seen[shade] as number) + 1
      if (at % each === 0) {
        const square = at / each
        context.fillStyle = paints[shade] as string
        context.fillRect((square % columns) * side, Math.floor(square / columns) * side, side - gap, side - gap)
      }
      at++
    }
    canvas.setAttribute(
      'aria-label',
      shades.map(({ text }, shade) => `${grouped(seen[shade] as number)} entries found ${text}`).join(', '),
    )
  }
}
