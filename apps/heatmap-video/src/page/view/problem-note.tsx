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
          <p class="detail">{failed.detail}</p>
        </section>
      )}
    </div>
  )
}
