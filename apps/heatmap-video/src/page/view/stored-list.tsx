import { formatBytes } from '@plimsoll/bytes'
import { useSignalEffect } from '@preact/signals'
import { frameShape, modelOf } from '../../job.js'
import { fillDraft } from '../draft-job.js'
import { count } from '../numbers.js'
import { workers } from '../page-start.js'
import { deleteStored, listStored, type StoredSweep, storedSweeps } from '../stored-sweeps.js'
import { failSweep, showSweep } from '../sweep-control.js'
import { busy, phase, session } from '../sweep-state.js'
import { SureButton } from './sure-button.js'

/** The other sweeps on this device: to be opened again, or deleted for room. */
export function StoredList() {
  useSignalEffect(() => {
    void session.value
    if (phase.value !== 'running') void listStored()
  })
  const sweeps = storedSweeps.value
  if (sweeps.length === 0) return null
  return (
    <section class="stored" aria-labelledby="stored-title">
      <h3 id="stored-title">Stored on this device</h3>
      <ul>
        {sweeps.map(sweep => (
          <Stored key={sweep.key} sweep={sweep} />
        ))}
      </ul>
    </section>
  )
}

function Stored({ sweep }: { readonly sweep: StoredSweep }) {
  const { key, job, frames, bytes } = sweep
  // Of what the user wrote or brought, that says more than what it is.
  const title = job.source ?? modelOf(job).title
  const open = () => {
    fillDraft(job)
    void showSweep(job, workers)
  }
  return (
    <li>
      <p>
        {title}
        <small>
          {frameShape(job).reverse().join(' × ')}, {count(frames)} of {count(job.t.steps)} frames, {formatBytes(bytes)}
        </small>
      </p>
      <button type="button" class="small" disabled={busy.value} aria-label={`Open ${title}`} onClick={open}>
        Open
      </button>
      <SureButton
        class="small"
        label="Delete"
        about={`Delete ${title}`}
        sure="Delete"
        disabled={busy.value}
        onSure={() => void deleteStored(key).catch(failSweep)}
      />
    </li>
  )
}
