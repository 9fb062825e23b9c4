import { type Job, placedAxis } from '../../job.js'
import { type View, volumeAxes } from '../../view.js'
import { shownView } from '../frame-picture.js'
import { count } from '../numbers.js'

const kinds = [
  ['max', 'Greatest'],
  ['mean', 'Mean'],
  ['slice', 'One plane'],
] as const

/** What of a volume is drawn, on the page and in the next film. */
export function ViewChoice({ job }: { readonly job: Job }) {
  if (!job.z) return null
  const view = shownView.value
  const planes = placedAxis(job, view.axis).steps
  const index = view.kind === 'slice' ? Math.min(view.index, planes - 1) : 0
  const choose = (kind: View['kind'], axis: View['axis']) => {
    const steps = placedAxis(job, axis).steps
    shownView.value = kind === 'slice' ? { kind, axis, index: Math.floor(steps / 2) } : { kind, axis }
  }
  return (
    <div class="view-choice">
      <label class="inline-field">
        <span>Draw</span>
        <select
          id="view-kind"
          value={view.kind}
          onChange={event => choose(event.currentTarget.value as View['kind'], view.axis)}
        >
          {kinds.map(([kind, label]) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label class="inline-field">
        <span>along</span>
        <select
          id="view-axis"
          value={view.axis}
          onChange={event => choose(view.kind, event.currentTarget.value as View['axis'])}
        >
          {volumeAxes.map(axis => (
            <option key={axis} value={axis}>
              {axis}
            </option>
          ))}
        </select>
      </label>
      {view.kind === 'slice' && (
        <label class="inline-field grow">
          <span>Plane</span>
          <input
            id="view-index"
            type="range"
            min={0}
            max={planes - 1}
            value={index}
            aria-valuetext={`plane ${index} of ${planes}, counted from 0`}
            onInput={event => {
              shownView.value = { kind: 'slice', axis: view.axis, index: Number(event.currentTarget.value) }
            }}
          />
          <output>{count(index)}</output>
        </label>
      )}
    </div>
  )
}
