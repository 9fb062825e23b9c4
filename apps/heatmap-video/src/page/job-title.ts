import { type Job, jobKey, modelOf } from '../job.js'
import { count } from './numbers.js'

/** What a sweep is called in lists. */
export function titleOf(job: Job): string {
  // Of what the user wrote or brought, that says more than what it is.
  return job.source ?? modelOf(job).title
}

/**
 * What the button that deletes the sweep on show says, first and when it asks again: its name as well where the fields
 * describe another, for then nothing beside the button does.
 *
 * @param shown - the sweep on show
 * @param drafted - what the fields amount to; `undefined` where that is no job
 */
export function discardWords(shown: Job, drafted: Job | undefined, frames: number): { label: string; sure: string } {
  const title = titleOf(shown)
  const same = drafted !== undefined && jobKey(drafted) === jobKey(shown)
  return {
    label: same ? 'Discard' : `Discard ${shortened(title)}`,
    sure: `Delete ${count(frames)} ${frames === 1 ? 'frame' : 'frames'} of ${shortened(title)}`,
  }
}

function shortened(title: string): string {
  return title.length > 40 ? `${title.slice(0, 39)}…` : title
}
