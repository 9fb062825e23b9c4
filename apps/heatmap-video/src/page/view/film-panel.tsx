import { formatBytes } from '@plimsoll/bytes'
import { stopFilm } from '../film-control.js'
import { count } from '../numbers.js'
import { workers } from '../page-start.js'
import { type Film, film, filmProgress, phase, progress } from '../sweep-state.js'
import { renderWholeFilm } from '../whole-film.js'
import { FilmFields } from './film-fields.js'

/** Makes the film, plays it, hands it out. */
export function FilmPanel() {
  const at = phase.value
  const { frames } = progress.value
  const ready = frames > 0 && (at === 'idle' || at === 'done' || at === 'rendered' || at === 'failed')
  return (
    <section class="panel film" aria-labelledby="film-title">
      <h2 id="film-title">Film</h2>
      <div class="film-set">
        <FilmFields />
        {at === 'rendering' ? (
          <button type="button" id="stop-film" onClick={stopFilm}>
            Stop
          </button>
        ) : (
          <button
            type="button"
            id="render"
            class={at === 'done' ? 'primary' : ''}
            disabled={!ready}
            onClick={() => void renderWholeFilm(workers)}
          >
            {film.value ? 'Render again' : 'Render film'}
          </button>
        )}
      </div>
      {at === 'rendering' && <FilmProgress frames={frames} />}
      {film.value ? (
        <FilmPlayer film={film.value} />
      ) : (
        at !== 'rendering' && (
          <p class="empty">
            {ready
              ? `${count(frames)} frames are ready.`
              : 'The film is made of the stored frames, once the sweep rests.'}
          </p>
        )
      )}
    </section>
  )
}

function FilmProgress({ frames }: { readonly frames: number }) {
  const made = filmProgress.value
  return (
    <>
      <progress aria-label="Frames rendered" max={frames} value={made.frames} />
      <p class="hint">
        {count(made.frames)} of {count(frames)} frames, {formatBytes(made.bytes)} so far
      </p>
    </>
  )
}

function FilmPlayer({
  film: { url, name, bytes, frames, width, height, durationSeconds, codec, warning },
}: {
  readonly film: Film
}) {
  return (
    <div class="film-done">
      {/* biome-ignore lint/a11y/useMediaCaption: it has no sound */}
      <video
        id="film"
        aria-label={`Film of the sweep, ${count(frames)} frames`}
        src={url}
        width={width}
        height={height}
        controls
        loop
        playsInline
        preload="auto"
      />
      <div>
        <dl class="facts">
          <div>
            <dt>Frames</dt>
            <dd>{count(frames)}</dd>
          </div>
          <div>
            <dt>Plays</dt>
            <dd>{durationSeconds.toFixed(2)} s</dd>
          </div>
          <div>
            <dt>Picture</dt>
            <dd>
              {width} × {height}
            </dd>
          </div>
          <div>
            <dt>Codec</dt>
            <dd>{codec}</dd>
          </div>
          <div>
            <dt>File</dt>
            <dd>{formatBytes(bytes)}</dd>
          </div>
        </dl>
        {warning !== undefined && (
          <p class="message" id="film-warning" role="status">
            {warning}
          </p>
        )}
        <a id="download" class="button primary" href={url} download={name}>
          Download
        </a>
        <p class="hint">{name}</p>
      </div>
    </div>
  )
}
