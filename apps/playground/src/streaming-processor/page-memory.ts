import { formatBytes } from '@plimsoll/bytes'
import { measurePageMemory } from '@plimsoll/memory-monitor'
import { show } from '../dom.js'

interface ChromiumPerformance {
  readonly memory?: { readonly usedJSHeapSize: number }
}

/** Shows what the page and its workers hold, as far as the browser tells. */
export class PageMemory {
  #asking = false
  #most = 0

  /** Forgets the most that was seen. */
  startOver(): void {
    this.#most = 0
  }

  /** Shows the heap of the page; with its workers the browser measures it when it next collects garbage, one time after another. */
  async ask(): Promise<void> {
    const { memory } = performance as ChromiumPerformance
    show('file-heap', memory ? formatBytes(memory.usedJSHeapSize) : 'not told here')
    if (this.#asking || !crossOriginIsolated) return
    this.#asking = true
    if (this.#most === 0) show('file-memory', 'with workers: being measured')
    const measured = await measurePageMemory()
    this.#asking = measured === undefined
    this.#most = Math.max(this.#most, measured?.bytes ?? 0)
    const most = this.#most > (measured?.bytes ?? 0) ? `, at most ${formatBytes(this.#most)}` : ''
    show('file-memory', measured ? `with workers: ${formatBytes(measured.bytes)}${most}` : '')
  }
}
