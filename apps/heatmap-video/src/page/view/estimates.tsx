import { formatBytes } from '@plimsoll/bytes'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { countCells } from '../../job.js'
import { checked, draftModel } from '../draft-job.js'
import { count } from '../numbers.js'
import { phase } from '../sweep-state.js'

const bytesPerCell = 4

/** What the sweep in the fields comes to, and whether the disk has room for it. */
export function Estimates() {
  const room = useSignal(NaN)
  const at = phase.value
  useEffect(() => {
    void navigator.storage?.estimate?.().then(({ quota = NaN, usage = 0 }) => {
      room.value = quota - usage
    })
  }, [at])
  const { job, messages } = checked.value
  if (!job) return <p class="message">{messages[''] ?? 'Correct the fields marked above.'}</p>
  const cells = countCells(job)
  const total = cells.total * bytesPerCell
  return (
    <>
      <dl class="facts" id="estimates">
        <div>
          <dt>{draftModel.value.evolve || draftModel.value.id === 'data' ? 'Cells' : 'Simulations'}</dt>
          <dd>{count(cells.total)}</dd>
        </div>
        <div>
          <dt>One frame</dt>
          <dd>{formatBytes(cells.frame * bytesPerCell)}</dd>
        </div>
        <div>
          <dt>All frames, on disk</dt>
          <dd>{formatBytes(total)}</dd>
        </div>
        {!Number.isNaN(room.value) && (
          <div>
            <dt>Free for this site</dt>
            <dd>{formatBytes(room.value)}</dd>
          </div>
        )}
      </dl>
      {total > room.value && (
        <p class="message">The frames will not fit: take fewer steps, or free space on the disk.</p>
      )}
    </>
  )
}
