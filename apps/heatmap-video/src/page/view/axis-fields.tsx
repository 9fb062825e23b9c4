import type { AxisName } from '../../job.js'
import { checked, draft, draftModel, editAxis } from '../draft-job.js'
import { NumberField } from './number-field.js'

interface AxisFieldsProps {
  readonly name: AxisName
  readonly title: string
}

/** One axis: which parameter runs along it, from where to where, in how many steps. */
export function AxisFields({ name, title }: AxisFieldsProps) {
  const axis = draft.value[name]
  const { parameters, evolve } = draftModel.value
  if (!axis) return null
  // The sides of a cube have nothing to choose but their cells.
  const side = evolve !== undefined && name !== 't'
  const unit = parameters.find(({ id }) => id === axis.parameter)?.unit ?? ''
  const { messages } = checked.value
  const message = messages[`${name}.from`] ?? messages[`${name}.to`] ?? messages[`${name}.steps`]
  const field = (key: 'from' | 'to' | 'steps', label: string) => (
    <NumberField
      id={`${name}-${key}`}
      label={label}
      value={axis[key]}
      message={messages[`${name}.${key}`]}
      messageId={`${name}-message`}
      whole={key === 'steps'}
      onEdit={value => editAxis(name, key, value)}
    />
  )
  return (
    <fieldset class="axis">
      <legend>
        {title} <var>{name}</var>
      </legend>
      {!evolve && (
        <label class="field">
          <span class="unseen">Parameter of axis {name}</span>
          <select
            id={`${name}-parameter`}
            value={axis.parameter}
            onChange={event => editAxis(name, 'parameter', event.currentTarget.value)}
          >
            {parameters.map(({ id, label, unit: its }) => (
              <option key={id} value={id}>
                {its ? `${label} (${its})` : label}
              </option>
            ))}
          </select>
        </label>
      )}
      <div class="row three">
        {!side && field('from', unit ? `From, ${unit}` : 'From')}
        {!side && field('to', unit ? `To, ${unit}` : 'To')}
        {field('steps', name === 't' ? 'Frames' : side ? 'Cells' : 'Steps')}
      </div>
      {message && (
        <p class="message" id={`${name}-message`}>
          {message}
        </p>
      )}
    </fieldset>
  )
}
