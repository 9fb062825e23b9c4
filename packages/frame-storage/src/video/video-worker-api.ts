import { opfsFiles } from '@plimsoll/files/opfs'
import { transfer } from '@plimsoll/workers'
import { FrameStorageError } from '../errors.js'
import type { Grid } from '../frame.js'
import { Film, type FilmStep } from './film.js'
import type { FilmPlan, FilmTarget, FinishedFilm } from './film-plan.js'

let film: Promise<Film> | undefined

/** What the worker of a film does for its page: one film at a time, frames in the order in which they come. */
export const videoWorkerApi = {
  /** Opens encoder and file. */
  async start(plan: FilmPlan): Promise<void> {
    film = Film.start(plan)
    await film
  },

  /** Adds a frame; answers what that did to the file. */
  async frame(grid: Grid): Promise<FilmStep> {
    return moved(await (await current()).add(grid))
  },

  /** Ends the film and answers it. */
  async finish(): Promise<FinishedFilm & FilmStep> {
    return moved(await (await current()).finish())
  },

  /** Closes encoder and file and removes what was written; `orphan` is what a worker that died left behind. */
  async discard(orphan?: FilmTarget): Promise<void> {
    if (!film && orphan) await opfsFiles(orphan).remove(orphan.file)
    const half = await film?.catch(() => undefined)
    film = undefined
    await half?.discard()
  },
}

/** The type by which the page calls the worker. */
export type VideoWorkerApi = typeof videoWorkerApi

function current(): Promise<Film> {
  if (!film)
    throw new FrameStorageError('VIDEO_FAILED', 'the worker was replaced in the middle of a film; render it again')
  return film
}

function moved<T extends FilmStep>(step: T): T {
  return transfer(
    step,
    (step.writes ?? []).map(({ data }) => data.buffer),
  )
}
