import { useSignal } from '@preact/signals'
import { parseRange } from '../../colour-range.js'
import { rangeChoice } from '../frame-picture.js'
import { range } from '../sweep-state.js'

/** Which values have the first and the last colour: those of all frames, or two that are typed. */
export function RangeChoiceFields() {
  const choice = rangeChoice.value
  const fixed = choice.kind === 'fixed'
  const low = useSignal<string>()
  const high = useSignal<string>()
  const wrong = useSignal('')
  const shown = {
    low: low.value ?? (fixed ? String(choice.min) : ''),
    high: high.value ?? (fixed ? String(choice.max) : ''),
  }
  const edit = (next: { readonly low: string; readonly high: string }) => {
    low.value = next.low
    high.value = next.high
    try {
      rangeChoice.value = parseRange(`${next.low.replace(',', '.')}..${next.high.replace(',', '.')}`)
      wrong.value = ''
    } catch {
      wrong.value = 'Two numbers, the lower first.'
    }
  }
  const choose = (kind: string) => {
    low.value = high.value = undefined
    wrong.value = ''
    const { min, max } = range.peek()
    const [least, most] = Number.isNaN(min) ? [0, 1] : [min, max].map(value => Number(value.toPrecision(4)))
    rangeChoice.value =
      kind === 'fixed' ? { kind, min: least ?? 0, max: most ?? 1 } : { kind: kind === 'robust' ? kind : 'global' }
  }
  const field = (id: 'low' | 'high', label: string) => (
    <input
      id={`range-${id}`}
      class="short"
      type="text"
      inputMode="decimal"
      autocomplete="off"
      aria-label={label}
      value={shown[id]}
      aria-invalid={wrong.value ? true : undefined}
      aria-describedby={wrong.value ? 'range-message' : undefined}
      onInput={event => edit({ ...shown, [id]: event.currentTarget.value })}
    />
  )
  return (
    <div class="range-choice">
      <label class="inline-field">
        <span>Range</span>
        <select id="range-kind" value={choice.kind} onChange={event => choose(event.currentTarget.value)}>
          <option value="global">of all frames</option>
          <option value="robust">2 to 98 of 100 cells</option>
          <option value="fixed">fixed</option>
        </select>
      </label>
      {fixed && (
        <span class="inline-field">
          {field('low', 'Value with the first colour')}
          <span>to</span>
          {field('high', 'Value with the last colour')}
        </span>
      )}
      {wrong.value && (
        <p class="message" id="range-message">
          {wrong.value}
        </p>
      )}
    </div>
  )
}
