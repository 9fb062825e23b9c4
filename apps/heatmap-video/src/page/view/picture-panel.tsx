import { axisValue, modelOf } from '../../job.js'
import { count, quantity } from '../numbers.js'
import { session, shown } from '../sweep-state.js'
import { ColourBar } from './colour-bar.js'
import { ColourChoice } from './colour-choice.js'
import { FrameFigure } from './frame-figure.js'
import { FrameScrubber } from './frame-scrubber.js'

/** The newest frame, or the one that was chosen. */
export function PicturePanel() {
  const current = session.value
  return (
    <section class="panel picture" aria-labelledby="picture-title">
      <div class="panel-head">
        <h2 id="picture-title">
          <PictureTitle />
        </h2>
        <ColourChoice />
      </div>
      {current ? (
        <>
          <ColourBar model={modelOf(current.job)} />
          <FrameFigure job={current.job} />
          <FrameScrubber />
        </>
      ) : (
        <p class="empty">
          Frames appear here as they are finished. The axes are set up with a sweep of 50 × 50 cells over 50 frames:
          press Run.
        </p>
      )}
    </section>
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
