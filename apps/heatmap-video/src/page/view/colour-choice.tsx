import { colourNames, isColourName } from '../../colours.js'
import { colourName } from '../frame-picture.js'

/** Which colours the values get, on the page and in the next film. */
export function ColourChoice() {
  return (
    <label class="inline-field">
      <span class="unseen">Colours</span>
      <select
        id="colours"
        value={colourName.value}
        onChange={event => {
          const { value } = event.currentTarget
          if (isColourName(value)) colourName.value = value
        }}
      >
        {colourNames.map(name => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
