import { useLayoutEffect, useRef } from 'preact/hooks'
import { type Job, modelOf } from '../../job.js'
import { attach } from '../frame-picture.js'
import { FigureAxes } from './figure-axes.js'
import { margin, type PictureSize } from './picture-size.js'
import { PointedCell, pointAt, pointAway, pointByKey } from './pointed-cell.js'

interface FrameFigureProps {
  readonly job: Job
  readonly size: PictureSize
  /** Stands where the picture will be, as long as there is none. */
  readonly empty: string | undefined
}

/** A frame on its two axes. */
export function FrameFigure({ job, size, empty }: FrameFigureProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    attach(canvas.current)
    return () => attach(null)
  }, [])
  const { width, height } = size
  const place = {
    left: `${margin.left}px`,
    top: `${margin.top}px`,
    width: `${width}px`,
    height: `${height}px`,
  }
  return (
    <div class="figure">
      <div class="figure-body">
        <FigureAxes job={job} width={width} height={height} margin={margin} />
        <canvas
          ref={canvas}
          id="picture"
          class={size.crisp ? 'crisp' : ''}
          role="img"
          aria-label={`${modelOf(job).output.label}; use the arrow keys to read single cells`}
          tabIndex={0}
          style={place}
          onPointerMove={event => pointAt(job, event)}
          onPointerDown={event => pointAt(job, event)}
          onPointerLeave={pointAway}
          onBlur={pointAway}
          onKeyDown={event => pointByKey(job, event)}
        />
        {empty && (
          <p class="empty" style={place}>
            {empty}
          </p>
        )}
      </div>
      {!empty && <PointedCell job={job} />}
    </div>
  )
}
