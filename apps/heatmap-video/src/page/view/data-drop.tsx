import { dragging, takeDropped } from '../data-drop.js'
import { chosenFolder } from '../dropped-files.js'

/** Frames of a file in place of a model: dropped anywhere onto the page, or chosen here. */
export function DataDrop() {
  return (
    <div class={dragging.value ? 'data-drop over' : 'data-drop'}>
      <p class="hint">
        {dragging.value
          ? 'Let go to read its frames.'
          : 'Or drop a .npy file or a Zarr folder of (t, y, x) or (t, z, y, x), of any size, onto this page.'}
      </p>
      <label class="button small">
        Choose a file
        <input
          id="data-file"
          class="unseen"
          type="file"
          accept=".npy"
          onChange={event => {
            const input = event.currentTarget
            const file = input.files?.[0]
            if (file) void takeDropped({ kind: 'file', file })
            // The same file may be chosen again.
            input.value = ''
          }}
        />
      </label>
      <label class="button small">
        Choose a folder
        <input
          id="data-folder"
          class="unseen"
          type="file"
          ref={input => input?.setAttribute('webkitdirectory', '')}
          onChange={event => {
            const input = event.currentTarget
            const folder = chosenFolder(input.files ?? [])
            if (folder) void takeDropped(folder)
            input.value = ''
          }}
        />
      </label>
    </div>
  )
}
