import { frameShape } from '../../job.js'
import { models } from '../../models/index.js'
import { checked, chooseModel, draft, draftModel } from '../draft-job.js'
import { busy } from '../sweep-state.js'
import { AxisFields } from './axis-fields.js'
import { DataDrop } from './data-drop.js'
import { Estimates } from './estimates.js'
import { FixedFields } from './fixed-fields.js'
import { SourceField } from './source-field.js'
import { StoredList } from './stored-list.js'
import { VolumeChoice } from './volume-choice.js'

// On a phone the fields would push the sweep itself off the screen.
const roomy = matchMedia('(min-width: 761px)').matches

/** What to compute: the model, its three axes, the parameters that stay. */
export function SetupPanel() {
  const model = draftModel.value
  return (
    <details class="panel setup" open={roomy}>
      <summary>
        <h2>Sweep</h2>
        <SetupInShort />
      </summary>
      <form onSubmit={event => event.preventDefault()}>
        <fieldset class="plain" disabled={busy.value}>
          <label class="field">
            <span>Model</span>
            <select
              id="model"
              value={draft.value.model}
              aria-describedby="model-summary"
              onChange={event => chooseModel(event.currentTarget.value)}
            >
              {[...models, ...(model.id === 'data' ? [model] : [])].map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          <p class="summary" id="model-summary">
            {model.summary}
          </p>
          {model.id === 'data' ? <p class="summary file-name">{draft.value.source}</p> : <ModelFields />}
        </fieldset>
        {busy.value && <p class="hint">The sweep under way holds these; stop it to change them.</p>}
      </form>
      <DataDrop />
      <Estimates />
      <StoredList />
    </details>
  )
}

function ModelFields() {
  return (
    <>
      <SourceField />
      <VolumeChoice />
      <AxisFields name="x" title="Across" />
      <AxisFields name="y" title="Up" />
      <AxisFields name="z" title="Into" />
      <AxisFields name="t" title="From frame to frame" />
      <FixedFields />
    </>
  )
}

function SetupInShort() {
  const { job } = checked.value
  if (!job) return <span class="in-short">needs correction</span>
  return (
    <span class="in-short">
      {draftModel.value.title}, {frameShape(job).reverse().join(' × ')} × {job.t.steps}
    </span>
  )
}
