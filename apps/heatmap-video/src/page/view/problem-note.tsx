import { problem } from '../sweep-state.js'

/** What went wrong, and what to do about it. */
export function ProblemNote() {
  const failed = problem.value
  return (
    <div role="alert" class="problem-place">
      {failed && (
        <section class="panel problem" id="problem">
          <h2>{failed.title}</h2>
          <p>{failed.advice}</p>
          <details>
            <summary>Details</summary>
            <p>{failed.detail}</p>
          </details>
        </section>
      )}
    </div>
  )
}
