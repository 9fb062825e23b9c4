import { useLayoutEffect, useRef } from 'preact/hooks'
import { invalidColour } from '../../colours.js'
import type { Model } from '../../models/index.js'
import { colourRange, colours } from '../frame-picture.js'
import { labelled } from '../numbers.js'
import { range } from '../sweep-state.js'
import { tickLabels, ticksBetween } from '../ticks.js'
import { ColourChoice } from './colour-choice.js'

/** What the colours mean: the range over all frames so far, the unit, and the colour of cells without a value. */
export function ColourBar({ model, width }: { readonly model: Model; readonly width: number }) {
  const { label, unit, invalid } = model.output
  const { nan } = range.value
  const { min, max } = colourRange.value
  const ticks = ticksBetween(min, max, 5)
  const texts = tickLabels(ticks)
  const share = (value: number) => (max > min ? (value - min) / (max - min) : 0.5)
  return (
    <div class="colour-bar" style={{ width: `${width}px` }}>
      <div class="colour-head">
        <p>{labelled(label, unit)}</p>
        <ColourChoice />
      </div>
      <div aria-hidden="true">
        <Strip />
      </div>
      <div class="colour-ticks">
        {ticks.map((tick, index) => (
          <span key={tick} style={{ left: `${100 * share(tick)}%` }}>
            {texts[index]}
          </span>
        ))}
      </div>
      {nan > 0 && (
        <p class="colour-invalid">
          <i style={{ background: `rgb(${invalidColour.slice(0, 3).join(' ')})` }} /> {invalid}
        </p>
      )}
    </div>
  )
}

function Strip() {
  const ref = useRef<HTMLCanvasElement>(null)
  const table = colours.value
  useLayoutEffect(() => {
    const image = new ImageData(new Uint8ClampedArray(table), 256, 1)
    ref.current?.getContext('2d')?.putImageData(image, 0, 0)
  }, [table])
  return <canvas ref={ref} class="colour-strip" width={256} height={1} />
}
