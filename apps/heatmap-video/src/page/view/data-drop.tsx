import { dragging, takeFile } from '../data-drop.js'

/** Frames of a file in place of a model: dropped anywhere onto the page, or chosen here. */
export function DataDrop() {
  return (
    <div class={dragging.value ? 'data-drop over' : 'data-drop'}>
      <p class="hint">
        {dragging.value
          ? 'Let go to read its frames.'
          : 'Or drop a .npy file of (t, y, x) or (t, z, y, x), of any size, onto this page.'}
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
            if (file) void takeFile(file)
            // The same file may be chosen again.
            input.value = ''
          }}
        />
      </label>
    </div>
  )
}
