import { checked, draft, draftModel, editFixed, fixedParameters } from '../draft-job.js'
import { NumberField } from './number-field.js'

/** The parameters that stay the same over the whole sweep. */
export function FixedFields() {
  const fixed = fixedParameters(draftModel.value, draft.value)
  if (fixed.length === 0) return null
  const { messages } = checked.value
  return (
    <fieldset class="axis">
      <legend>Fixed</legend>
      {fixed.map(({ id, label, unit, value }) => (
        <NumberField
          key={id}
          id={`fixed-${id}`}
          label={label}
          unit={unit}
          value={draft.value.fixed[id] ?? String(value)}
          message={messages[`fixed.${id}`]}
          onEdit={text => editFixed(id, text)}
        />
      ))}
    </fieldset>
  )
}
