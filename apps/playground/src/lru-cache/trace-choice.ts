import { formatBytes, parseBytes } from '@plimsoll/bytes'
import { byId, grouped, show, showProblem } from '../dom.js'
import { type MadeTrace, madeTraces } from './made-traces.js'
import { made, type Trace, written } from './trace.js'

const typed = byId('typed', HTMLTextAreaElement)
const input = byId('file', HTMLInputElement)
const drop = byId('drop', HTMLElement)
const length = byId('length', HTMLSelectElement)
const valueBytes = byId('value-bytes', HTMLInputElement)
const largest = byId('largest', HTMLInputElement)
const packed = /\.(gz|zip|zst|bz2|xz|7z|br)$/i
const fileName = byId('file-name', HTMLElement).textContent

/** What is to be run: a made trace, what was typed, or a file. */
export class TraceChoice {
  #chosen: MadeTrace | File | undefined = madeTraces[0]
  #isFixed = false
  readonly #buttons: readonly HTMLButtonElement[]
  readonly #changed: () => void

  /** @param changed - called when something else was chosen */
  constructor(changed: () => void) {
    this.#changed = changed
    this.#buttons = madeTraces.map(trace => {
      const button = document.createElement('button')
      button.type = 'button'
      button.textContent = trace.title
      button.addEventListener('click', () => this.#choose(trace, '8 MiB'))
      return button
    })
    byId('presets', HTMLElement).append(...this.#buttons)
    // Typed traces are short: a cache of eight values shows most of them.
    typed.addEventListener('input', () => this.#choose(undefined, '8 KiB'))
    length.addEventListener('change', () => this.#show())
    input.addEventListener('change', () => {
      this.#take(input.files ?? [])
      // Else the same file, changed meanwhile, could not be chosen again.
      input.value = ''
    })
    this.#listen()
    this.#show()
  }

  /** The trace, and the sizes to run it with. Throws where one of them is none. */
  read(): { trace: Trace; valueBytes: number; largest: number } {
    const sizes = { valueBytes: parseBytes(valueBytes.value), largest: parseBytes(largest.value) }
    if (sizes.valueBytes < 1) throw new Error('a value takes at least 1 byte')
    if (sizes.largest < 8)
      throw new Error('the largest cache takes at least 8 bytes, for there are eight sizes up to it')
    const chosen = this.#chosen
    if (chosen === undefined) {
      if (typed.value.trim() === '')
        throw new Error('there is no trace; choose one, or type some keys, such as a b c a')
      return { trace: written(new Blob([typed.value]), 'what was typed'), ...sizes }
    }
    if (chosen instanceof File) return { trace: written(chosen, chosen.name), ...sizes }
    const about = `${grouped(Number(length.value))} requests ${chosen.about}`
    return { trace: made(chosen, about, Number(length.value)), ...sizes }
  }

  /** Keeps the choice as it is while it runs. */
  fix(on: boolean): void {
    this.#isFixed = on
    for (const control of [...this.#buttons, typed, input, length, valueBytes, largest]) control.disabled = on
    if (!on) this.#show()
    drop.classList.toggle('fixed', on)
  }

  #choose(chosen: MadeTrace | File | undefined, size: string): void {
    // A size that the user wrote is left alone where what is chosen is of the same kind.
    if (this.#isWritten !== !(chosen && 'requests' in chosen)) largest.value = size
    this.#chosen = chosen
    if (chosen !== undefined) typed.value = ''
    showProblem('trace-problem')
    this.#show()
    this.#changed()
  }

  get #isWritten(): boolean {
    return !(this.#chosen && 'requests' in this.#chosen)
  }

  #show(): void {
    const chosen = this.#chosen
    const file = chosen instanceof File ? chosen : undefined
    for (const [at, button] of this.#buttons.entries())
      button.setAttribute('aria-pressed', String(madeTraces[at] === chosen))
    length.disabled = this.#isWritten
    show('file-name', file ? file.name : fileName)
    show('file-size', file ? formatBytes(file.size) : 'keys apart by spaces, commas or lines; of any size')
    show('source', sourceText(chosen))
  }

  #listen(): void {
    const over = (on: boolean) => drop.classList.toggle('over', on && !this.#isFixed)
    document.addEventListener('dragover', event => {
      // Else the browser leaves the page for the file.
      event.preventDefault()
      over(true)
    })
    document.addEventListener('dragleave', event => event.relatedTarget === null && over(false))
    document.addEventListener('drop', event => {
      event.preventDefault()
      over(false)
      if (this.#isFixed) return
      const isFolder = event.dataTransfer?.items[0]?.webkitGetAsEntry?.()?.isDirectory
      if (isFolder) showProblem('trace-problem', 'That is a folder; drop one of its files.')
      else this.#take(event.dataTransfer?.files ?? [])
    })
  }

  #take(files: ArrayLike<File>): void {
    const file = files[0]
    if (!file) return
    const why = refusal(file)
    if (why === undefined) this.#choose(file, '8 MiB')
    else showProblem('trace-problem', why)
  }
}

function sourceText(chosen: MadeTrace | File | undefined): string {
  if (chosen instanceof File) return `The keys of ${chosen.name}, read as they are run: nothing leaves this page.`
  if (chosen) return `${grouped(Number(length.value))} requests ${chosen.about}.`
  return typed.value.trim() === ''
    ? 'No trace yet: choose one, type one, or drop a file.'
    : 'What is typed above, once.'
}

function refusal({ name, size }: File): string | undefined {
  if (size === 0) return `"${name}" is empty: there is nothing to ask for.`
  if (packed.test(name)) return `"${name}" is packed. Unpack it first.`
  return undefined
}
