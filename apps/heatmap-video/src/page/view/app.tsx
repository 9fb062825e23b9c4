import { FilmPanel } from './film-panel.js'
import { MemoryPanel } from './memory-panel.js'
import { PicturePanel } from './picture-panel.js'
import { ProblemNote } from './problem-note.js'
import { RunPanel } from './run-panel.js'
import { SetupPanel } from './setup-panel.js'

/** The whole page: what to compute on one side, what came of it on the other. */
export function App() {
  return (
    <>
      <header class="masthead">
        <a class="mark" href="../">
          <span class="unseen">Plimsoll: all demos</span>
          <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <circle cx="16" cy="16" r="9.5" />
            <path d="M1 16h30" />
          </svg>
        </a>
        <div>
          <h1>Heatmap video</h1>
          <p>Sweep a model over a grid of parameters; watch it, and the memory it takes, as it happens.</p>
        </div>
        <nav aria-label="Plimsoll">
          <a href="../">Demos</a>
          <a href="../docs/">Docs</a>
        </nav>
      </header>
      <main class="desk">
        <SetupPanel />
        <div class="bench">
          <RunPanel />
          <ProblemNote />
          <PicturePanel />
          <MemoryPanel />
          <FilmPanel />
        </div>
      </main>
    </>
  )
}
