import { problem } from '../sweep-state.js'

/** What went wrong, and what to do about it. */
export function ProblemNote() {
  const failed = problem.value
  return (
    <div role="alert" class="problem-place">
      {failed && (
        <section class={failed.notice ? 'panel problem notice' : 'panel problem'} id="problem">
          <h2>{failed.title}</h2>
          <p>{failed.advice}</p>
          {failed.detail && <p class="detail">{failed.detail}</p>}
          {failed.notice && (
            <button type="button" class="small" id="problem-close" onClick={() => (problem.value = undefined)}>
              Close
            </button>
          )}
        </section>
      )}
    </div>
  )
}
