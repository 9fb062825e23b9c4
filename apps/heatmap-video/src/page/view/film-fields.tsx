import { type FilmSettings, filmSettings } from '../film-settings.js'
import { phase } from '../sweep-state.js'

const rates = [5, 10, 12, 15, 20, 24, 25, 30, 50, 60]
const scales = [1, 2, 4, 6, 8, 10, 12, 16]

/** Format, frame rate and size of the film. */
export function FilmFields() {
  const settings = filmSettings.value
  const { format, frameRate, scale } = settings
  const set = (change: Partial<FilmSettings>) => (filmSettings.value = { ...settings, ...change })
  return (
    <fieldset class="plain film-fields" disabled={phase.value === 'rendering'}>
      <label class="field">
        <span>Format</span>
        <select
          id="format"
          value={format}
          onChange={event => set({ format: event.currentTarget.value === 'webm' ? 'webm' : 'mp4' })}
        >
          <option value="mp4">MP4</option>
          <option value="webm">WebM</option>
        </select>
      </label>
      <label class="field">
        <span>Frames per second</span>
        <select
          id="frame-rate"
          value={frameRate}
          onChange={event => set({ frameRate: Number(event.currentTarget.value) })}
        >
          {among(rates, frameRate).map(rate => (
            <option key={rate} value={rate}>
              {rate}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Pixels per cell</span>
        <select
          id="scale"
          value={scale ?? 0}
          onChange={event => {
            const { scale: _, ...rest } = settings
            const chosen = Number(event.currentTarget.value)
            filmSettings.value = chosen > 0 ? { ...rest, scale: chosen } : rest
          }}
        >
          <option value={0}>for 480 lines</option>
          {among(scales, scale).map(pixels => (
            <option key={pixels} value={pixels}>
              {pixels}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  )
}

// The address of the page may bring a value of its own.
function among(usual: readonly number[], own: number | undefined): number[] {
  return own === undefined || usual.includes(own) ? [...usual] : [...usual, own].sort((a, b) => a - b)
}
