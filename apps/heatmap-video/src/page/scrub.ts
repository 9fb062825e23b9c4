import { signal } from '@preact/signals'
import { openStorage, showStored } from './open-session.js'
import { session } from './sweep-state.js'

/** The frame that was asked for; `undefined` while the newest is followed. */
export const chosenFrame = signal<number>()

let reading = false
let wanted: number | undefined

/**
 * Shows a stored frame, or the stored one nearest to it. Frames are read one at a time into one buffer; of those asked
 * for meanwhile, the last counts.
 */
export async function chooseFrame(index: number): Promise<void> {
  chosenFrame.value = index
  wanted = index
  if (reading) return
  reading = true
  try {
    while (wanted !== undefined) {
      const next = nearestStored(wanted)
      wanted = undefined
      // Where it was damaged, the one nearest to it is shown: it is missing now.
      if (next !== undefined && !(await showStored(next, true))) wanted ??= chosenFrame.peek()
    }
  } finally {
    reading = false
  }
}

/** Follows the newest frame again. */
export function followNewest(): void {
  chosenFrame.value = wanted = undefined
}

function nearestStored(index: number): number | undefined {
  const storage = openStorage()
  const total = session.peek()?.job.t.steps ?? 0
  for (let away = 0; away < total; away++)
    for (const near of [index - away, index + away]) if (near >= 0 && near < total && storage?.has(near)) return near
  return undefined
}
