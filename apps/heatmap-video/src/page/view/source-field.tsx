import { checked, draft, draftModel, editSource } from '../draft-job.js'

/** What the user writes, for the models that are made of it: a formula, the address of a module. */
export function SourceField() {
  const { source } = draftModel.value
  if (!source) return null
  const message = checked.value.messages.source
  return (
    <div class="field source">
      <label for="source">{source.label}</label>
      <textarea
        id="source"
        rows={2}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        value={draft.value.source ?? ''}
        aria-invalid={message ? true : undefined}
        aria-describedby={message ? 'source-message' : 'source-hint'}
        onInput={event => editSource(event.currentTarget.value)}
      />
      {message ? (
        <p class="message" id="source-message">
          {message}
        </p>
      ) : (
        <p class="hint" id="source-hint">
          {source.hint}
        </p>
      )}
    </div>
  )
}
