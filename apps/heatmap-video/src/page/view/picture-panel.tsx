import { axisValue, type Job, modelOf } from '../../job.js'
import { pictureShape } from '../../view.js'
import { checked } from '../draft-job.js'
import { shownView } from '../frame-picture.js'
import { count, quantity } from '../numbers.js'
import { busy, phase, session, shown } from '../sweep-state.js'
import { ColourBar } from './colour-bar.js'
import { FrameFigure } from './frame-figure.js'
import { FrameScrubber } from './frame-scrubber.js'
import { pictureSize } from './picture-size.js'
import { RangeChoiceFields } from './range-choice.js'
import { useWidth } from './use-width.js'
import { ViewChoice } from './view-choice.js'

/** The newest frame, or the one that was chosen; before there is one, the axes that it will have. */
export function PicturePanel() {
  const [place, width] = useWidth<HTMLDivElement>()
  const job = session.value?.job ?? checked.value.job
  return (
    <section class="panel picture" aria-labelledby="picture-title">
      <h2 id="picture-title">
        <PictureTitle />
      </h2>
      <div ref={place}>
        {job ? (
          width > 0 && <Picture job={job} width={width} />
        ) : (
          <p class="empty">Correct the fields to see the axes.</p>
        )}
      </div>
    </section>
  )
}

function Picture({ job, width }: { readonly job: Job; readonly width: number }) {
  const [rows, columns] = pictureShape(job, shownView.value)
  const size = pictureSize(columns, rows, width)
  const waiting = busy.value
    ? 'The first frame is on its way.'
    : phase.value === 'locked'
      ? 'Another tab has these frames open.'
      : 'Frames appear here as they are finished. Press Run.'
  return (
    <>
      <ColourBar model={modelOf(job)} width={Math.max(200, size.width)} />
      <FrameFigure job={job} size={size} empty={shown.value ? undefined : waiting} />
      <div class="picture-choices">
        <ViewChoice job={job} />
        <RangeChoiceFields />
      </div>
      <FrameScrubber />
    </>
  )
}

function PictureTitle() {
  const job = session.value?.job
  const frame = shown.value
  if (!job || !frame) return <>Newest frame</>
  const { label = job.t.parameter, unit = '' } = modelOf(job).parameters.find(({ id }) => id === job.t.parameter) ?? {}
  return (
    <>
      {label} = {quantity(axisValue(job.t, frame.index), unit)}{' '}
      <small>
        frame {count(frame.index + 1)} of {count(job.t.steps)}
      </small>
    </>
  )
}
