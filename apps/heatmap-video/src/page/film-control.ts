import { platformFiles } from '@plimsoll/files'
import { renderVideo } from '@plimsoll/frame-storage/video'
import { batch } from '@preact/signals'
import { filmRange } from '../colour-range.js'
import { flipY, invalidColour } from '../colours.js'
import { damageNotice, dropDamaged, isDamage } from '../damage.js'
import { planeOf } from '../view.js'
import { CountedFrames } from './counted-frames.js'
import { filmName, filmSettings } from './film-settings.js'
import { colours, rangeChoice, shownView } from './frame-picture.js'
import { isLost } from './lost-storage.js'
import { countFilm, goOn, rest, watch } from './memory-readings.js'
import { openStorage, reopenSession } from './open-session.js'
import { explain } from './problem.js'
import { type RememberedFilm, recall, remember } from './remembered-job.js'
import { sessionBudget } from './session-budget.js'
import { complete, dispatch, type Film, film, filmProgress, notice, problem, session } from './sweep-state.js'
import { Throttled } from './throttled.js'

// Where renderVideo puts films unless told otherwise.
const films = platformFiles({ directory: 'plimsoll-films' })

const shownProgress = new Throttled<{ frames: number; bytes: number }>(100, value => {
  filmProgress.value = value
})

let rendering: AbortController | undefined

/**
 * Makes a film of the stored frames. Resolves when it is there, was stopped or failed.
 *
 * @returns `'damaged'` where a frame of a whole sweep was, and has to be simulated again first
 */
export async function renderFilm(): Promise<'damaged' | undefined> {
  const storage = openStorage()
  const current = session.peek()
  if (!storage || !current || rendering) return undefined
  const { job, key, frameBytes, workers } = current
  rendering = new AbortController()
  const settings = filmSettings.peek()
  const { format, frameRate, scale } = settings
  const file = `${key}.${format}`
  closeFilm()
  forgetFilm()
  problem.value = undefined
  filmProgress.value = { frames: 0, bytes: 0 }
  dispatch('render')
  watch({ 'frame storage': storage })
  goOn()
  const budget = sessionBudget()
  const view = shownView.peek()
  const source = new CountedFrames(storage, { frameBytes, budget, signal: rendering.signal, onCount: countFilm })
  try {
    const made = await renderVideo(source, {
      colours: colours.peek(),
      ...planeOf(job, view),
      range: filmRange(rangeChoice.peek()),
      invalidColour,
      flipY,
      format,
      frameRate,
      ...(scale && { scale }),
      file,
      signal: rendering.signal,
      onProgress: value => {
        source.encoded(value.frames)
        shownProgress.push(value)
      },
    })
    const { frames, width, height, durationSeconds, codec, mimeType, warning } = made
    const told = {
      file,
      name: filmName(job, settings, view),
      frames,
      width,
      height,
      durationSeconds,
      codec,
      type: mimeType,
      ...(warning !== undefined && { warning: `${warning.charAt(0).toUpperCase()}${warning.slice(1)}.` }),
    }
    if (complete.peek()) remember({ job, intent: 'done', film: told })
    shownProgress.flush()
    batch(() => {
      film.value = opened(told, made.file)
      dispatch('rendered')
    })
  } catch (error) {
    shownProgress.drop()
    source.close()
    if (rendering.signal.aborted) stopped()
    else if (complete.peek() && isDamage(error)) {
      await dropDamaged(storage, job.t.steps, { budget })
      notice.value = damageNotice
      dispatch('stop')
      return 'damaged'
    } else {
      if (isLost(error)) await reopenSession(job, workers).catch(() => {})
      batch(() => {
        problem.value = explain(error)
        dispatch('fail')
      })
    }
  } finally {
    rendering = undefined
    source.close()
    watch({})
    rest()
  }
  return undefined
}

/** Ends the rendering; the half film is removed, the frames stay. */
export function stopFilm(): void {
  rendering?.abort()
}

/** Shows the film of an earlier visit, where its file is still there. */
export async function reopenFilm(told: RememberedFilm): Promise<void> {
  const entries = await films.list(told.file)
  if (!entries.some(({ name, size }) => name === told.file && size > 0)) return
  const blob = await films.blob(told.file, told.type)
  batch(() => {
    film.value = opened(told, blob)
    dispatch('found film')
  })
}

/** Lets go of the film on show; its file stays. */
export function closeFilm(): void {
  if (film.peek()) URL.revokeObjectURL(film.peek()?.url ?? '')
  film.value = undefined
}

/** Lets go of the film on show and deletes its file. */
export async function deleteFilm(): Promise<void> {
  const key = session.peek()?.key
  closeFilm()
  if (key !== undefined) await deleteFilmsOf(key)
}

/** Deletes the files of all films of a sweep. */
export async function deleteFilmsOf(key: string): Promise<void> {
  for (const { name } of await films.list(key)) await films.remove(name)
}

/** Answers the sweeps that films lie of, by their keys. */
export async function filmedSweeps(): Promise<string[]> {
  const files = await films.list()
  return files.flatMap(({ name }) => filmForm.exec(name)?.[1] ?? [])
}

// As jobKey names a sweep: the folder may have films of other pages of this site.
const filmForm = /^([a-z-]+-[\da-f]{16})\.(?:mp4|webm)$/

function opened({ file: _, type: __, ...told }: RememberedFilm, file: Blob): Film {
  return { ...told, url: URL.createObjectURL(file), bytes: file.size }
}

function stopped(): void {
  dispatch('stop')
  if (complete.peek()) dispatch('found done')
}

// From now on its file is a half one, whatever happens to this page.
function forgetFilm(): void {
  const remembered = recall()
  if (remembered) remember({ job: remembered.job, intent: remembered.intent })
}
