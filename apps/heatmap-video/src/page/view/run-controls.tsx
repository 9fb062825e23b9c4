import { jobKey } from '../../job.js'
import { checked } from '../draft-job.js'
import { discardWords } from '../job-title.js'
import { workers } from '../page-start.js'
import { discardSweep, pauseSweep, resumeSweep, startSweep, stopSweep } from '../sweep-control.js'
import { busy, complete, lockedKey, opening, phase, progress, session } from '../sweep-state.js'
import { SureButton } from './sure-button.js'

/** Run, pause, resume, stop, discard: what makes sense now. */
export function RunControls() {
  const at = phase.value
  return (
    <div class="controls">
      {(at === 'paused' || at === 'held') && (
        <button type="button" id="resume" class="primary" onClick={() => void resumeSweep({ workers })}>
          {at === 'held' ? 'Go' : 'Resume'}
        </button>
      )}
      {at === 'running' && (
        <button type="button" id="pause" class="primary" onClick={pauseSweep}>
          Pause
        </button>
      )}
      {(at === 'running' || at === 'paused' || at === 'held') && (
        <button type="button" id="stop" title="Ends the sweep; stored frames are kept" onClick={stopSweep}>
          Stop
        </button>
      )}
      {!busy.value && <RunButton />}
      {session.value && !busy.value && (
        <SureButton
          id="discard"
          {...discardWords(session.value.job, checked.value.job, progress.value.frames)}
          onSure={() => void discardSweep()}
        />
      )}
    </div>
  )
}

function RunButton() {
  const { job } = checked.value
  const same = job !== undefined && session.value?.key === jobKey(job)
  if (same && complete.value) return null
  const goOn = same && progress.value.frames > 0
  const locked = phase.value === 'locked' && job !== undefined && lockedKey.value === jobKey(job)
  return (
    <button
      type="button"
      id="run"
      class="primary"
      disabled={!job || opening.value}
      onClick={() => job && void startSweep(job, { workers })}
    >
      {locked ? 'Try again' : goOn ? 'Continue' : 'Run'}
    </button>
  )
}
