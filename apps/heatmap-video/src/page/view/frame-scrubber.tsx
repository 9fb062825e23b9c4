import { count } from '../numbers.js'
import { chooseFrame, chosenFrame, followNewest } from '../scrub.js'
import { phase, progress, session, shown } from '../sweep-state.js'

/** Goes through the stored frames. */
export function FrameScrubber() {
  const frames = session.value?.job.t.steps ?? 0
  const at = chosenFrame.value ?? shown.value?.index ?? 0
  if (frames < 2) return null
  return (
    <div class="scrubber">
      <label class="inline-field grow">
        <span>Frame</span>
        <input
          id="scrubber"
          type="range"
          min={1}
          max={frames}
          value={at + 1}
          disabled={progress.value.frames === 0}
          aria-valuetext={`frame ${at + 1} of ${frames}`}
          onInput={event => void chooseFrame(Number(event.currentTarget.value) - 1)}
        />
        <output>{count(at + 1)}</output>
      </label>
      {chosenFrame.value !== undefined && phase.value === 'running' && (
        <button type="button" id="newest" onClick={followNewest}>
          Follow the newest
        </button>
      )}
    </div>
  )
}
