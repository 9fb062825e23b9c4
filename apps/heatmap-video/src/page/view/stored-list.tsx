import { formatBytes } from '@plimsoll/bytes'
import { useSignalEffect } from '@preact/signals'
import { frameShape } from '../../job.js'
import { fillDraft } from '../draft-job.js'
import { titleOf } from '../job-title.js'
import { count } from '../numbers.js'
import { workers } from '../page-start.js'
import { deleteStored, keepStored, listStored, type StoredSweep, storedSweeps } from '../stored-sweeps.js'
import { showSweep, tellProblem } from '../sweep-control.js'
import { busy, notice, phase, progress, session } from '../sweep-state.js'
import { SureButton } from './sure-button.js'

/** The sweeps on this device: marked to stay, opened again, or deleted for room. */
export function StoredList() {
  useSignalEffect(() => {
    void session.value
    if (phase.value !== 'running') void listStored()
  })
  const onShow = session.value?.key
  const sweeps = storedSweeps.value
  if (sweeps.length === 0) return null
  const [first, others] = [sweeps.filter(({ key }) => key === onShow), sweeps.filter(({ key }) => key !== onShow)]
  return (
    <section class="stored" aria-labelledby="stored-title">
      <h3 id="stored-title">Stored on this device</h3>
      <ul>
        {first.map(sweep => (
          <OnShow key={sweep.key} sweep={sweep} />
        ))}
        {others.map(sweep => (
          <Other key={sweep.key} sweep={sweep} />
        ))}
      </ul>
      <p class="hint">
        A finished sweep that was not used for an hour is deleted when another is opened, unless it is kept.
      </p>
    </section>
  )
}

function OnShow({ sweep }: { readonly sweep: StoredSweep }) {
  // It grows while the list is not looked up.
  const frames = Math.max(sweep.frames, progress.value.frames)
  const bytes = Math.max(sweep.bytes, frames * (session.value?.frameBytes ?? 0))
  return (
    <li aria-current="true" data-kept={sweep.kept}>
      <Facts sweep={{ ...sweep, frames, bytes }} note="on show" />
      <div class="stored-actions">
        <KeepBox sweep={sweep} />
      </div>
    </li>
  )
}

function Other({ sweep }: { readonly sweep: StoredSweep }) {
  const { key, job } = sweep
  const title = titleOf(job)
  const open = () => {
    fillDraft(job)
    void showSweep(job, workers)
  }
  return (
    <li data-kept={sweep.kept}>
      <Facts sweep={sweep} />
      <div class="stored-actions">
        <KeepBox sweep={sweep} />
        <button type="button" class="small" disabled={busy.value} aria-label={`Open ${title}`} onClick={open}>
          Open
        </button>
        <SureButton
          class="small"
          label="Delete"
          about={`Delete ${title}`}
          sure="Delete"
          disabled={busy.value}
          onSure={() => void deleteStored(key).catch(tellProblem)}
        />
      </div>
    </li>
  )
}

function Facts({ sweep, note }: { readonly sweep: StoredSweep; readonly note?: string }) {
  const { job, frames, bytes } = sweep
  return (
    <p>
      {note && <em>{note}</em>}
      {titleOf(sweep.job)}
      <small>
        {frameShape(job).reverse().join(' × ')}, {count(frames)} of {count(job.t.steps)} frames, {formatBytes(bytes)}
      </small>
    </p>
  )
}

function KeepBox({ sweep }: { readonly sweep: StoredSweep }) {
  const { key, kept } = sweep
  const mark = async (on: boolean) => {
    try {
      await keepStored(key, on)
    } catch (error) {
      // A sweep may be under way, which this does not end.
      notice.value = `${titleOf(sweep.job)} could not be marked: ${(error as Error).message}`
    }
  }
  return (
    <label class="check keep">
      <input
        type="checkbox"
        checked={kept}
        aria-label={`Keep ${titleOf(sweep.job)}`}
        onChange={event => void mark(event.currentTarget.checked)}
      />
      <span>Keep</span>
    </label>
  )
}
