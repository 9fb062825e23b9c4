import { formatBytes } from '@plimsoll/bytes'
import { byId, grouped, show, showProblem } from '../dom.js'
import { sampleFile } from './sample-file.js'

const input = byId('file', HTMLInputElement)
const drop = byId('drop', HTMLElement)
const packed = /\.(gz|zip|zst|bz2|xz|7z|br)$/i

/** The file to work through: dropped anywhere on the page, chosen, or made. */
export class FileChoice {
  #file: File | undefined
  #isFixed = false
  readonly #changed: () => void

  /** @param changed - called when another file was chosen */
  constructor(changed: () => void) {
    this.#changed = changed
    input.addEventListener('change', () => {
      this.#take(input.files ?? [])
      // Else the same file, changed meanwhile, could not be chosen again.
      input.value = ''
    })
    byId('make-sample', HTMLButtonElement).addEventListener('click', () => {
      const bytes = Number(byId('sample-size', HTMLSelectElement).value)
      this.#take([sampleFile(bytes)])
    })
    this.#listen()
  }

  /** What was chosen. */
  get file(): File | undefined {
    return this.#file
  }

  /** Keeps the choice as it is while a run goes over it. */
  fix(on: boolean): void {
    this.#isFixed = on
    input.disabled = on
    byId('make-sample', HTMLButtonElement).disabled = on
    byId('sample-size', HTMLSelectElement).disabled = on
    drop.classList.toggle('fixed', on)
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
      if (isFolder) showProblem('file-problem', 'That is a folder; drop one of its files.')
      else this.#take(event.dataTransfer?.files ?? [])
    })
  }

  #take(files: ArrayLike<File>): void {
    const file = files[0]
    if (!file) return
    this.#file = undefined
    const why = refusal(file)
    showProblem('file-problem', why)
    show('file-name', why === undefined ? file.name : 'Drop a file of lines here, or choose one')
    show('file-size', why === undefined ? `${formatBytes(file.size)} · ${grouped(file.size)} bytes` : 'of any size')
    if (why === undefined) this.#file = file
    this.#changed()
  }
}

function refusal({ name, size }: File): string | undefined {
  if (size === 0) return `"${name}" is empty: there is nothing to count.`
  if (packed.test(name)) return `"${name}" is packed: its lines cannot be found from the middle. Unpack it first.`
  return undefined
}
