import { formatBytes, parseBytes } from '@plimsoll/bytes'
import type { BudgetExplanation } from '@plimsoll/memory-monitor'
import { byId, textOf } from '../dom.js'
import { blockBytes, type Holder, type Terms } from './holders.js'
import { bytesOf, colourOf } from './load-bar.js'

const costs = ['free', 'cheap', 'dear'] as const

/** A control for one of the terms. */
interface Field {
  readonly control: HTMLInputElement | HTMLSelectElement
  /** The terms with what is in the control. */
  readonly read: (terms: Terms) => Terms
  /** What the control shows of the terms. */
  readonly text: (terms: Terms) => string
}

/** A row of controls for one holder, and what it holds, is due, was asked and gave. */
export class HolderRow {
  readonly #holder: Holder
  readonly #slider: HTMLInputElement
  readonly #held: HTMLElement
  readonly #share: HTMLElement
  readonly #asked: HTMLElement
  readonly #fields: readonly Field[]
  readonly #problem: HTMLElement

  constructor(
    holder: Holder,
    index: number,
    on: { readonly want: (bytes: number) => void; readonly join: (terms: Terms) => void },
  ) {
    this.#holder = holder
    const row = document.createElement('fieldset')
    row.className = 'holder'
    row.style.setProperty('--holder', colourOf(index))
    const id = (part: string) => `${holder.name}-${part}`
    row.innerHTML = `
      <legend></legend>
      <p class="about"></p>
      <div class="field grow"><label>wants <output></output></label><input type="range" min="0" step="${blockBytes}" value="0" /></div>
      <div class="field"><label>rebuildCost</label><select></select></div>
      <div class="field small"><label>weight</label><input type="number" step="any" /></div>
      <div class="field small"><label>min</label><input type="text" spellcheck="false" autocomplete="off" /></div>
      <p class="problem" role="alert" hidden></p>
      <div class="state"><div class="held" role="img"><i></i><b></b></div><p></p></div>`
    const [legend, about, state] = ['legend', '.about', '.state'].map(found => row.querySelector(found)) as [
      HTMLElement,
      HTMLElement,
      HTMLElement,
    ]
    legend.textContent = holder.name
    about.textContent = holder.about
    const [slider, weight, min] = row.querySelectorAll('input') as unknown as [
      HTMLInputElement,
      HTMLInputElement,
      HTMLInputElement,
    ]
    const cost = row.querySelector('select') as HTMLSelectElement
    for (const name of costs) cost.add(new Option(name, name, false, name === holder.terms.rebuildCost))
    this.#fields = [
      {
        control: cost,
        read: terms => ({ ...terms, rebuildCost: cost.value as Terms['rebuildCost'] }),
        text: terms => terms.rebuildCost,
      },
      {
        control: weight,
        read: terms => ({ ...terms, weight: numberIn(weight) }),
        text: ({ weight }) => String(weight),
      },
      {
        control: min,
        read: terms => ({ ...terms, min: parseBytes(min.value) }),
        text: terms => formatBytes(terms.min),
      },
    ]
    this.#problem = row.querySelector('.problem') as HTMLElement
    this.#problem.id = id('problem')
    this.showTerms()
    for (const [part, control] of Object.entries({ wants: slider, cost, weight, min })) {
      control.id = id(part)
      control.closest('.field')?.querySelector('label')?.setAttribute('for', control.id)
    }
    this.#slider = slider
    slider.addEventListener('input', () => on.want(slider.valueAsNumber))
    for (const { control, read, text } of this.#fields) {
      control.setAttribute('aria-describedby', this.#problem.id)
      control.addEventListener('change', () => {
        let problem: unknown
        try {
          on.join(read(holder.terms))
        } catch (error) {
          problem = error
        }
        this.showTerms() // what was refused did not come to be
        if (problem === undefined) return
        const name = control.closest('.field')?.querySelector('label')?.textContent
        this.#problem.textContent = `${textOf(problem)}. The ${name} stays ${text(holder.terms)}.`
        this.#problem.hidden = false
      })
    }
    this.#held = state.querySelector('.held i') as HTMLElement
    this.#share = state.querySelector('.held b') as HTMLElement
    this.#asked = state.querySelector('p') as HTMLElement
    byId('holders', HTMLElement).append(row)
  }

  /** Shows the terms it joined on, and no problem with them. */
  showTerms(): void {
    for (const { control, text } of this.#fields) control.value = text(this.#holder.terms)
    this.#problem.hidden = true
  }

  /** Shows how it stands. */
  show({ limit, holders }: BudgetExplanation): void {
    const { name, wantedBytes } = this.#holder
    const found = holders.find(holder => holder.name === name)
    const bytes = found ? bytesOf(found) : 0
    const fair = found?.fairShareBytes ?? 0
    this.#slider.max = String(limit)
    this.#slider.value = String(wantedBytes)
    const output = this.#slider.closest('.field')?.querySelector('output')
    if (output) output.textContent = formatBytes(wantedBytes)
    this.#held.style.width = `${Math.min(100, (bytes / limit) * 100)}%`
    this.#share.style.left = `${(fair / limit) * 100}%`
    const parts = [
      `holds ${formatBytes(bytes)} of ${formatBytes(wantedBytes)} wanted`,
      `fair share ${formatBytes(fair)}`,
    ]
    if (found && found.asked.times > 0)
      parts.push(
        `asked ${found.asked.times === 1 ? 'once' : `${found.asked.times} times`}, gave ${formatBytes(found.gave.bytes)}`,
      )
    this.#asked.textContent = parts.join(' · ')
    this.#held.parentElement?.setAttribute('aria-label', parts.slice(0, 2).join(', '))
  }
}

function numberIn(input: HTMLInputElement): number {
  if (input.value !== '') return input.valueAsNumber
  throw new Error(`weight is ${input.validity.badInput ? 'no number' : 'empty'}; give a number above 0`)
}
